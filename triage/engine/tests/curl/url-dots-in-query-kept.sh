curl 'https://static.example.com/x/../y?file=../../a/./b'
