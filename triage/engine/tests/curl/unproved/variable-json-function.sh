curl --variable 'note=say "hi"' --expand-json '{"note":"{{note:json}}"}' https://api.example.com/v1/notes
