curl -d https://blog.example.org/post/1 https://ping.example.com/submit
