curl -A 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36' https://www.example.com/ ; curl -A '' https://www.example.com/no-agent
