curl -d a#b https://api.example.com/page#top # Kommentar -d c=d
