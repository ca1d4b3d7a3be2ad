curl https://files.example.com/c++/lib+x?q=a+b%2Bc
