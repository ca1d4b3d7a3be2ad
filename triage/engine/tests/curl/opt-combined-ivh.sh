curl -ivH 'X-Debug: 1' -so /dev/null https://api.example.com/dbg
