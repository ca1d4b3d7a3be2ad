ACCOUNT_SID=ACinvented
AUTH_TOKEN=invented
curl "https://sms.example.com/2010-04-01/Accounts/$ACCOUNT_SID/Messages.json" -X POST \
--data-urlencode "To=+15005550006" \
--data-urlencode "From=+15005550001" \
--data-urlencode "Body=Hallo & willkommen: 100% gratis – Code #42" \
-u $ACCOUNT_SID:$AUTH_TOKEN
