curl https://api.example.com/late -k -H "Late: 1" -G -d late=2 -sS -m 9 --http1.1
