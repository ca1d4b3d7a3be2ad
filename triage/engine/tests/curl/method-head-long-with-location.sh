curl --head --location --silent --output /dev/null --write-out '%{url_effective}\n' http://example.org/go/abc
