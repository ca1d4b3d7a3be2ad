curl -H 'Content-Type:' --data-binary 'raw payload without type' https://sink.example.net/in
