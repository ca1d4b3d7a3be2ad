curl -L -e ';auto' http://www.example.com/landing
