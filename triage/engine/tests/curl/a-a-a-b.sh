curl -A a -A b http://api.example.com/x
