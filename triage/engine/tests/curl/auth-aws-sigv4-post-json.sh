curl --aws-sigv4 aws:amz:us-east-1:execute-api --user INVENTEDKEY:inventedsecret -H 'Content-Type: application/json' -d '{"TableName":"Orders"}' https://abc.execute-api.example.com/prod/items
