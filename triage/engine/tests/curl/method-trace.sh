curl -v -X TRACE https://www.example.com/ 2>&1 | head -n 40
