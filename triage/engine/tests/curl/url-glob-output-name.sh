curl -s 'https://img.example.com/{one,two}/[1-2].gif' -o '#1_#2.gif'
