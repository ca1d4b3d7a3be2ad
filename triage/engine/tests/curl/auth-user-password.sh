curl -u erika:geheim123 https://api.example.com/private
