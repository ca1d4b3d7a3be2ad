OPTS='-s -X PUT -H X-Split:1'
curl $OPTS -d a=1 https://api.example.com/split
