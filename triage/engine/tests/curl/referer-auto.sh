curl -L -e 'https://www.example.com/start;auto' https://www.example.com/next
