echo 'hello object store' | curl -T - https://storage.example.com/bucket-a/hello.txt -H 'Content-Type: text/plain'
