curl -0 -d x=1 http://old.example.com/cgi
