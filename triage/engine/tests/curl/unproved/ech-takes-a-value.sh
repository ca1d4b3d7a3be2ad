curl --ech true https://api.example.com/hello
