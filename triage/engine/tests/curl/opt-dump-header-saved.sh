curl --dump-header headers.out --silent --show-error https://app.example.com/h
