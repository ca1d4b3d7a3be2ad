curl --data-raw '@erika_m hat dich erwähnt' -H 'Content-Type: text/plain; charset=utf-8' https://hooks.example.net/mention
