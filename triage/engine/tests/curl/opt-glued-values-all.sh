curl -XPOST -HFoo:bar -HAccept:text/plain -ufoo:bar -dfoo=bar -Aglued/1.0 -ehttps://ref.example.org -bk=v -m10 https://api.example.com/glued
