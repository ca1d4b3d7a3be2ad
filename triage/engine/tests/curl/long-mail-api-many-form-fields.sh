curl -s --user 'api:invented-key' \
    https://mail.example.net/v3/sandbox.example.org/messages \
    -F from='Erika Muster <mailer@example.org>' \
    -F to=you@example.org \
    -F to=bar@example.com \
    -F subject='Hallo "Du"; wie geht'"'"'s?' \
    -F text='Textteil' \
    --form-string html='<html>HTML <b>Teil</b>; fertig</html>' \
    -F 'v:my-var={"my_message_id": 123};type=application/json' \
    -F o:tracking=no
