WHO=alt
WHO=neu curl -d "who=$WHO" https://api.example.com/prefix-expansion
