curl --url-query 'nur inhalt/&' --url-query '=a=b c' --url-query 'na&me=w&rt ü' --url-query '+x=[1]&y' --url-query leer= 'https://api.example.com/uq'
