curl -d a\ b http://api.example.com/
