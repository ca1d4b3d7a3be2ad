curl -b $'tracking=a%20b%3Bc; note=x+y' -b "quoted=\"v 1\"" https://app.example.com/c
