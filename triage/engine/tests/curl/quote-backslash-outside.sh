curl -d name=Erika\ Muster\&city=K\öln\"x\"\'y\' https://api.example.com/bs-outside
