curl -sS -D - https://www.example.com/ -o page.html | tee head.txt | grep -i '^content-type' | cut -d' ' -f2
