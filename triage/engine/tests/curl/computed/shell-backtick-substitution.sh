curl -H "X-Old: `echo backtick`" https://api.example.com/backtick
