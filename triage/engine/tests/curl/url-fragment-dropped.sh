curl 'https://docs.example.org/guide/#install' 'https://docs.example.org/a?b=c#d?e=f'
