curl https://api.example.com/list?page=1&limit=5
wait
