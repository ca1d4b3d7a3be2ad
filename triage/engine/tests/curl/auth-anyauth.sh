curl --anyauth -u 'reader:leser' https://dav.example.org/list
