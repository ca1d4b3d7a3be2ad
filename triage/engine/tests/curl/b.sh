curl -b '' a.example.com
