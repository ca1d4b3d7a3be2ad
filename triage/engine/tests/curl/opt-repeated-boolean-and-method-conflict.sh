curl -s -s -S -i -I -X GET https://api.example.com/conflict
