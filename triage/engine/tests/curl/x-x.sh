curl //a.example.com/x
