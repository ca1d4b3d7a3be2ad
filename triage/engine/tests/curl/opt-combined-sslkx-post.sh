curl -sSLkX POST https://api.example.com/v1/rebuild -H 'Content-Length: 0'
