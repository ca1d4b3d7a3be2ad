curl "www.example.com?lang=de"
