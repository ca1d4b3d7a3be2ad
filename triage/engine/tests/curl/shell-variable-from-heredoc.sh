PAYLOAD=$(cat <<JSON
{"host":"db1","tags":["a","b"],
 "note":"zwei Zeilen"}

JSON
)
curl --header "Content-Type: application/json" --data "$PAYLOAD" https://api.example.com/var-heredoc
