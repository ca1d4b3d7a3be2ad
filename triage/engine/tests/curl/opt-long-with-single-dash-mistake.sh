curl -data 'x=1' https://api.example.com/single-dash
