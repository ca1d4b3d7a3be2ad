curl -sSfL https://get.example.com/install.sh | head -n 5
