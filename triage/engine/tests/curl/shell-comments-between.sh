# Erst die Sitzung anlegen
curl -s -X POST https://api.example.com/sessions -d user=erika   # Benutzername

  # dann abfragen
curl -s https://api.example.com/sessions/current # -H 'X-Nope: 1'
