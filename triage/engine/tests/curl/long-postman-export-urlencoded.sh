curl --location --globoff 'https://api.example.com/{{version}}/tokens?scopes[]=read&scopes[]=write' \
--header 'Content-Type: application/x-www-form-urlencoded' \
--header 'Cookie: JSESSIONID=0000invented' \
--data-urlencode 'username=erika@example.com' \
--data-urlencode 'password=ge&he=im+ %' \
--data-urlencode 'otp='
