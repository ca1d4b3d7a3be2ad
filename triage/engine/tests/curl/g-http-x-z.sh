curl -g 'http://a.example.com/\x|{z}"<>^`'
