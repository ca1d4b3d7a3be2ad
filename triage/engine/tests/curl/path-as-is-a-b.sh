curl --path-as-is http://api.example.com/a/../b
