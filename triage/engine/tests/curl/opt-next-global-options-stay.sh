curl --fail-early -A first/1 https://api.example.com/1 \
  --next --json '{"n":2}' https://api.example.com/2 \
  --next -F n=3 https://api.example.com/3
