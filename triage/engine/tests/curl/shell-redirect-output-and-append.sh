curl -s https://api.example.com/log >> all.log 2>> err.log
curl https://api.example.com/amp &> both.log
