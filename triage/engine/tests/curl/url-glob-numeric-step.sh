curl 'https://img.example.com/frame[1-10:3].png'
