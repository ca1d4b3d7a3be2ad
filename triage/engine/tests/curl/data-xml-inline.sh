curl -X POST https://rates.example.org/xml -H 'Content-Type: text/xml' -d '<?xml version="1.0" encoding="UTF-8"?><rates date="2024-05-01"><from>EUR</from><to>USD</to></rates>'
