curl -G -X DELETE 'https://api.example.com/v1/messages' --data-urlencode 'ids=1,2,3' -d force=true
