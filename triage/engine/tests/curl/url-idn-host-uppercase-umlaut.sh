curl 'http://MÜNCHEN.example.org/Straße'
