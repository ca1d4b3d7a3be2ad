echo 'SELECT * FROM orders WHERE total > 100 -- "x"' | curl -G http://localhost:8086/query --data-urlencode 'db=shop' --data-urlencode 'q@-'
