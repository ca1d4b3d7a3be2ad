curl --aws-sigv4 aws:amz:eu-1:svc -u k:s a.example.com -d x=1
