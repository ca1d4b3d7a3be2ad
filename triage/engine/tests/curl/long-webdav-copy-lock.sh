curl -X COPY -u erika:pw 'https://cloud.example.org/dav/a%20b.txt' -H 'Destination: https://cloud.example.org/dav/kopie%20b.txt' -H 'Overwrite: F'
curl -X LOCK -u erika:pw https://cloud.example.org/dav/c.txt -H 'Timeout: Second-600' -H 'Content-Type: application/xml' --data '<?xml version="1.0"?><D:lockinfo xmlns:D="DAV:"><D:lockscope><D:exclusive/></D:lockscope></D:lockinfo>'
