curl -F 'a= b' -F 'c=" d"' -F 'e=x;y' -F 'f=x;type=text/plain' -F 'g= x ; type=text/plain' -F 'h="x;y";type=a/b' -F 'i=x;foo=bar' a.example.com
