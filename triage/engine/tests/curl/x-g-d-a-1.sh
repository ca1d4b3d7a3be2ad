curl 'http://api.example.com/x?' -G -d a=1
