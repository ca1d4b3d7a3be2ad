curl --url-query '+a=%2BB/' 'http://a.example.com/%2F?q=%2B'
