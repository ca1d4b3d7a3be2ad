curl https://straße.example.net/
