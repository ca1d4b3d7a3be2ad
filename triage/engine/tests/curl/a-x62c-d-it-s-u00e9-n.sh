curl $'http://api.example.com/a\x62c' -d $'it\'s \u00e9\n'
