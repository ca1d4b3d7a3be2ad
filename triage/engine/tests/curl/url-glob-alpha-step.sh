curl "http://localhost:8000/[a-g:2]/x"
