curl --head http://api.example.com/v1
