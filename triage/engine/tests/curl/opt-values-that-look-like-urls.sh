curl -e https://ref.example.org/a -A https://agent.example.org/bot -o https_out.txt -H https://header.example.org -b https://cookie.example.org=1 https://api.example.com/real
