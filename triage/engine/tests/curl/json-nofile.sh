curl --json @nofile a.example.com
