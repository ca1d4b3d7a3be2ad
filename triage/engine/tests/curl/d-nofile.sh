curl -d @nofile a.example.com
