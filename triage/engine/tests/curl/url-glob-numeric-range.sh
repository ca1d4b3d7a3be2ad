curl "https://img.example.com/pic[1-3].jpg"
