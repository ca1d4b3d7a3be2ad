curl 'http://api.example.com/x' -H 'accept: */*' -H 'accept-language: de' --data-raw $'{"a":"\u0021"}' --compressed --insecure
