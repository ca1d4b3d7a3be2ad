curl -F 'csv=a,b,c;filename=table.csv;type=text/csv' https://import.example.com/upload
