curl --location 'https://api.example.com/v1/audio/transcriptions' \
--header 'Authorization: Bearer invented' \
--form 'model="tiny-1"' \
--form 'language="de"' \
--form 'options="{\"temperature\":0.2}"'
