curl -F 'file=@"data.txt";filename="we ird.csv"' http://api.example.com/
