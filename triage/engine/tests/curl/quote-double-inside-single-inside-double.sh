curl -d "sql=SELECT \"a\" FROM 't' WHERE x='\"'" https://api.example.com/nested
