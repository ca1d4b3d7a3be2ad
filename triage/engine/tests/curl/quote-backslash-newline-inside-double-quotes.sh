curl -d "eins \
zwei \
drei" -H "X-Long: a\
b" https://api.example.com/dq-cont
