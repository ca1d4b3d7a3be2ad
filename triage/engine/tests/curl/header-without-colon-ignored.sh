curl -H 'ThisIsNotAHeader' -H 'X-Real: yes' https://headers.example.net/broken
