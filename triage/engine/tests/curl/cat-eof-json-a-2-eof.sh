cat <<EOF | curl --json @- http://api.example.com/
{"a": 2}
EOF
