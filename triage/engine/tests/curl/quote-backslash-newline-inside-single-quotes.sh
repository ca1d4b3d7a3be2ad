curl --data-raw 'eins \
zwei' https://api.example.com/sq-cont
