curl http://a.example.com/x -H 'Host: b.example.com' -H 'X-A:1' -H 'X-B;' -H 'Accept:' -H 'noColon' -H ' X: y' -H 'X-C: a  b '
