curl https://www.example.com./path
