curl --variable '%STAGE=test' --expand-url 'https://api.example.com/{{STAGE}}/items'
