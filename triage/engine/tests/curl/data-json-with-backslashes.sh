curl -s -XPOST https://regex.example.net/api/test -H 'Content-Type: application/json' -d '{"pattern":"^\\d{3}-\\w+$","path":"C:\\Users\\erika","tab":"\t"}'
