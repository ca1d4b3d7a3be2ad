curl --limit-rate 200K -Y 1000 -y 30 --max-redirs 3 --max-filesize 10M https://downloads.example.com/limits
