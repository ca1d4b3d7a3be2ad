curl -H @- a.example.com <<< $'X: y
Z: w'
