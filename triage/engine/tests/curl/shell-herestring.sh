curl -s -H 'Content-Type: text/plain' --data-binary @- https://api.example.com/herestring <<< 'eine Zeile'
