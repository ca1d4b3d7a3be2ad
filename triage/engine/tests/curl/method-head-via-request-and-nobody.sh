curl -X HEAD -I 'https://downloads.example.com/releases/latest?arch=arm64'
