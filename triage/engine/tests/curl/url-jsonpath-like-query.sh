curl -G 'https://query.example.com/v1/public/yql' --data-urlencode "q=select * from items where id in ('a','b')" -d format=json -d env=store://datatables.example.org/alltables
