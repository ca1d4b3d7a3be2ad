command curl -s https://api.example.com/command
\curl -s https://api.example.com/backslash
