curl -F empty= -F 'formula=a=b+c&d' -F 'json={}' https://forms.example.com/edge
