curl -d @- http://api.example.com/ <<< 'here string'
