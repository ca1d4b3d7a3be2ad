curl -D - -c jar.txt -o /dev/null -s https://app.example.com/start
