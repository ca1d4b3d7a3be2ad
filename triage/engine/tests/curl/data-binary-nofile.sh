curl --data-binary @nofile a.example.com
