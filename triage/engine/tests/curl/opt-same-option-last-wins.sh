curl -A eins -A zwei -e https://a.example.org -e https://b.example.org -o a.out -m 3 -m 9 -r 0-1 -r 2-3 https://api.example.com/last-wins
