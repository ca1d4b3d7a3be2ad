curl -F 'file=@data.txt;type=text/csv;filename=x.csv' http://api.example.com/
