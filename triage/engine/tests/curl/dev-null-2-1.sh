curl http://api.example.com/ > /dev/null 2>&1
