curl -K - <<< $'url = "a.example.com/k"
-d a=1
header: "X: \"q\""
# c
user-agent foo'
