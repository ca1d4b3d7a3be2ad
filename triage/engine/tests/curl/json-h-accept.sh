curl --json '{}' -H 'Accept:' a.example.com
