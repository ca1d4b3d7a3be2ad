curl -b a=1 -b 'b=2; c=3' --cookie d=4 https://app.example.com/
