curl $'https://api.example.com/\x61bc?q=\u00fc' -H $'X-Quote: it\'s' -H $'X-Tab:\tt'
