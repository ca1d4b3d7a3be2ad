curl -s 'https://logs.example.net/2024-[08-11].log'
