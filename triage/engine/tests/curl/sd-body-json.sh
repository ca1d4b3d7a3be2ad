curl -sd@body.json a.example.com
