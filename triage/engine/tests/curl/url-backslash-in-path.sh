curl 'http://win.example.com/share\folder\file.txt?p=C:\x'
