curl -G --data-urlencode 'a=+B/' -d 'x=%2F%2B' 'http://a.example.com/%2F?q=%2B'
