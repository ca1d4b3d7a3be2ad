curl --request DELETE \
  --url https://api.example.com/v1/customers/c_881/tags \
  --header 'content-type: application/json' \
  --data '{"tags":["vip","newsletter"]}'
