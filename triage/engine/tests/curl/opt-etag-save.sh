curl --etag-save etag.out https://www.example.com/with-etag
