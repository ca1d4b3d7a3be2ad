curl --data-binary @- http://api.example.com/ <<EOF
{"a": 1,
 "b": 2}
EOF
