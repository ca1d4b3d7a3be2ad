printf -v BODY 'a=%s&b=%03d' 'x y' 7
curl -d "$BODY" https://api.example.com/printf-v
