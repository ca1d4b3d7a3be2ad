curl -F name=Erika -F 'city=Köln am Rhein' https://forms.example.com/contact
