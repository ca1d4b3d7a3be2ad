curl -T - http://api.example.com/x <<< hi
