curl -d @- a.example.com <<< $'a
b
c'
