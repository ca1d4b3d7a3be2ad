curl -sIr 0-0 https://downloads.example.com/size
