curl -k -L --max-redirs 3 --proto '=http' http://api.example.com/x
