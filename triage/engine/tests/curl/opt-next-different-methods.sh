curl -s -d 'first=1' https://api.example.com/one --next -s -X DELETE https://api.example.com/two --next -I https://api.example.com/three
