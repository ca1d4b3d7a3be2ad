curl -b a=1 -H 'Cookie: z=9' http://api.example.com/
