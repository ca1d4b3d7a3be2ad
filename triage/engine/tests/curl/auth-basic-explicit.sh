curl --basic --user "api:key-invented" https://mail.example.net/v3/messages -F from='Erika <erika@example.com>' -F to=bob@example.org -F subject='Hallo' -F text='Testing some awesomeness!'
