curl https://img.example.com/{a,b}.png
