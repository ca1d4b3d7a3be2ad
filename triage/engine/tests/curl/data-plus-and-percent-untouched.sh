curl https://api.example.com/legacy --data 'q=a%20b+c&sig=Zm9v/YmFy==&x=%zz'
