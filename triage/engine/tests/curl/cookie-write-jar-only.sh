curl -c cookies.txt -d 'user=erika&pass=geheim' https://app.example.com/login
