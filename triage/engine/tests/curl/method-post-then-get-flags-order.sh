curl -d state=open -G -d labels=bug,ui https://git.example.org/api/v4/projects/12/issues -H 'PRIVATE-TOKEN: not-a-real-token'
