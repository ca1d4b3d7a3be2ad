curl -b 'a=1' -b 'b=2' -b 'c=3; d=4' -H 'Cookie: z=1' a.example.com
