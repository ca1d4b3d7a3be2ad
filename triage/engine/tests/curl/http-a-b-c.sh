curl 'http://a.example.com/a//b/../../c'
