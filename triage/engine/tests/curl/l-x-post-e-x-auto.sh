curl -L -X POST -e 'x;auto' a.example.com
