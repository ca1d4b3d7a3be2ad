curl -A 'agent/1' http://api.example.com/
