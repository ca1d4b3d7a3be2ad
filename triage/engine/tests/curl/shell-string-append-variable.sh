Q='a=1'
Q+='&b=2'
curl "https://api.example.com/append?$Q"
