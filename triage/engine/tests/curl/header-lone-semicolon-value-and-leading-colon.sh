curl -H 'X-NoValue: ;' -H ':colon-first' https://headers.example.net/strange
