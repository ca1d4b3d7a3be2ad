printf 'name=Erika\r\n&city=Berlin\n&zip=10115\n' | curl -d @- https://forms.example.org/submit
