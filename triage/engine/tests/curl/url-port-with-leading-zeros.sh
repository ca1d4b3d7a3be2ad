curl http://localhost:08080/zero
