curl --no-progress-meter --no-keepalive http://api.example.com/
