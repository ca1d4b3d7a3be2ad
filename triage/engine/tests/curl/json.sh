curl --json @- a.example.com <<< $'{}'
