curl --data-urlencode @- a.example.com <<< $'a b'
