curl -d a=1 --json '{}' a.example.com
