curl 'https://{www,api,cdn}.example.com/robots.txt'
