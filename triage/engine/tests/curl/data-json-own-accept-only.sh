curl --json '[]' --header 'accept: text/csv' -X PUT https://reports.example.com/filters/3
