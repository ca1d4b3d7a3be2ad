curl --compressed --tr-encoding a.example.com
