curl --url-query 'a=+B/' 'http://a.example.com/%2F?q=%2B'
