curl -I -d a=1 https://api.example.com/conflict-rejected
curl -I -G -d a=1 https://api.example.com/conflict-solved
