curl -d "a \"quoted\" \$5 \\ back" http://api.example.com/
