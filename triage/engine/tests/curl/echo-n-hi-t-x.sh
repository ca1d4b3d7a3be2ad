echo -n hi | curl -T . a.example.com/x/
