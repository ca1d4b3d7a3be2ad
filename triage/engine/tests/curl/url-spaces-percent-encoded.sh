curl 'https://files.example.com/My%20Documents/Report%20%28final%29.pdf?name=a%20b'
