curl 'https://api.example.com/%c3%a4/%C3%84/%2f%2F?%c3%a4=%C3%84'
