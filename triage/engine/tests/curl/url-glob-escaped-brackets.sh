curl 'https://api.example.com/v1/people?filter\[name\]=Erika&set=\{a,b\}'
