curl -z 2024-01-01 a.example.com
