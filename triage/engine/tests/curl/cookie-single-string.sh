curl -b 'session=8f2e1c; theme=dark' https://app.example.com/dashboard
