curl https://api.example.com/sms \
  -d to=+4915100000000 \
  -d from=Example \
  -d 'text=Hallo & tschüss'
