curl --follow -X PATCH -d a=1 https://api.example.com/items/1
