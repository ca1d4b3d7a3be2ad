curl -z 'Tue, 05 Mar 2024 08:00:00 GMT' https://www.example.com/feed.xml
