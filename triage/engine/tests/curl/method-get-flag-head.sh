curl -G -I https://api.example.com/objects -d 'prefix=img/' -d delimiter=/
