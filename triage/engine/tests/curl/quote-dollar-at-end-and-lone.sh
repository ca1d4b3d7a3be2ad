curl -d "price=5$&cur=$ x&y=a$" https://api.example.com/dollar
