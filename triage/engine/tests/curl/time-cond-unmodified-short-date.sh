curl -z '-12 Jan 2023' -o index.html https://www.example.com/index.html
