curl 'http://a.example.com:80/x' 'https://a.example.com:443/' HTTP://API.example.COM/X http://a.example.com./x
