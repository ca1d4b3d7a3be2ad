curl --anyauth --user x:y -d k=v https://dav.example.org/post
