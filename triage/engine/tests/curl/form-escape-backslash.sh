curl --form-escape -F 'field"name\x=value' -F 'doc=abc;filename="we\"ird\\name.txt"' https://forms.example.net/escape
