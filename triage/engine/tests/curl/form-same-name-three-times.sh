curl -F 'tag=rot' -F 'tag=grün' -F 'tag=blau' 'https://api.example.com/items/5/tags?mode=replace'
