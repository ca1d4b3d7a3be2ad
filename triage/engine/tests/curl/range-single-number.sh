curl -r 99 https://downloads.example.com/blob
