curl --request-target http://intern.example.net/status?full=1 http://127.0.0.1:3128/ignored/path?x=y
