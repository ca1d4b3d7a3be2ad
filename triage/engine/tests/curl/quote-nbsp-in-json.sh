curl --json $'{"text":"a\u00a0b\u2028c"}' https://api.example.com/nbsp
