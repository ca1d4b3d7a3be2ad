curl --variable name=Erika --expand-data 'who={{name}}' https://api.example.com/v1/greet
