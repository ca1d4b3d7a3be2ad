curl -A 'agent-from-A' -e 'https://ref.example.org/' -H 'User-Agent: agent-from-H' -H 'Referer: https://header.example.org/' https://headers.example.net/who
