curl 'https://api.example.com/v{1,2}/items/[10-11]?fmt={json,xml}'
