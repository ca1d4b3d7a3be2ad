curl -X PUT --data-raw 'raw=@x&y' --data-urlencode 'enc=@ä/?' -d 'plain=ä b' https://api.example.com/mix-put
