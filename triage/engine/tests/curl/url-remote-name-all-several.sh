curl --remote-name-all -s https://downloads.example.com/a.txt https://downloads.example.com/b.txt
