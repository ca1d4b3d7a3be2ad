curl -g 'https://api.example.com/v1/people?filter[name]=Erika&fields[]=id&set={a,b}'
