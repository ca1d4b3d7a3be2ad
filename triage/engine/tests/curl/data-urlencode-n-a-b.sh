curl --data-urlencode n@- a.example.com <<< $'a b'
