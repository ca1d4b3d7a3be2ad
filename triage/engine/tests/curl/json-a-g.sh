curl --json a -G a.example.com
