curl -d 'a=1' -H 'content-type:' -H 'Accept: ' https://api.example.com/typeless
