curl -F 'a=b;type=x/y;headers="X: 1"' -F '=v' -F 'n="q\"z"' --form-string 's=@x;type=y' a.example.com
