curl -H 'X-Filter: a' -H 'X-Filter: b' -H 'x-filter: c' -H 'Accept: text/html' -H 'Accept: application/json' https://headers.example.net/dup
