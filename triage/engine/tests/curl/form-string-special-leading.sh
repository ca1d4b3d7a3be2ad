curl --form-string 'handle=@erika' --form-string 'markup=<b>bold</b>;type=text/html' -F plain=1 https://forms.example.net/literal
