curl  'http://a.example.com/é?é=è%C3%A8'
