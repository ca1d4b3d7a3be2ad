curl -F 'message=Zeile 1
Zeile 2

Zeile 4' -F 'subject=mehrzeilig' https://forms.example.org/ticket
