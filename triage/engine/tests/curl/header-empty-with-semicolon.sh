curl -H 'X-Empty;' -H 'X-Trace-Flags;' https://api.example.com/flags
