curl -fsS https://api.example.com/a && echo gut || echo schlecht; curl -s https://api.example.com/b; echo fertig
