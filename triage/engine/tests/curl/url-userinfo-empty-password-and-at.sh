curl 'http://user:@localhost:8080/empty-pass' 'http://:pw@localhost:8080/empty-user' 'http://a%3Ab@localhost:8080/colon-user'
