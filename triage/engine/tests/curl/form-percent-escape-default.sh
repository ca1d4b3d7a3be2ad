curl -F 'field"name=value' -F 'doc=abc;filename="quo\"te.txt"' https://forms.example.net/escape-default
