curl -G -d 'a=b c é' 'http://a.example.com'
