curl --location-trusted --post301 --post302 --post303 -u a:b -d x=1 https://api.example.com/redir
