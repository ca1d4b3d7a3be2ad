curl --no-buffer -N http://api.example.com/
