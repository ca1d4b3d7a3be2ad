curl 'https://api.example.com/q?&&a=&=b&c&?d=e?f'
