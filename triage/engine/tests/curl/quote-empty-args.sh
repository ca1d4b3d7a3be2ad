curl '' -s -d '' -H "" -A '' https://api.example.com/empties
