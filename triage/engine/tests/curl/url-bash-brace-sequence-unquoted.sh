curl -s https://img.example.com/p{1..3}.png
