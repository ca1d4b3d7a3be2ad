curl --fail-with-body -X POST --json '{"x":null}' https://api.example.com/fail
