curl https://web.example.org/save/https://www.example.com/page?x=1
