TXT='a   b
c'
echo $TXT | curl -s --data-binary @- -H 'Content-Type: text/plain' https://api.example.com/echo-unquoted
