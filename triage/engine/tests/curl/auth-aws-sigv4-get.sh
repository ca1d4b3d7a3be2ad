curl --aws-sigv4 "aws:amz:eu-central-1:s3" -u "INVENTEDKEY:invented/secret" "https://bucket.example.com/?list-type=2&prefix=logs%2F"
