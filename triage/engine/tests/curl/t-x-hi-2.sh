curl -T - a.example.com/x <<< hi
