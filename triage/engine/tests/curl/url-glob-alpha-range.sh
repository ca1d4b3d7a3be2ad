curl 'https://img.example.com/sheet-[a-c].png?size=m'
