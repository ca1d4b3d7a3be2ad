curl --variable 'pair= user:invented ' --expand-header 'Authorization: Basic {{pair:trim:b64}}' https://api.example.com/me
