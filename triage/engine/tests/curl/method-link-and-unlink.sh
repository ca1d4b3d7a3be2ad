curl -X LINK -H 'Link: <https://example.org/authors/9>; rel="author"' https://api.example.org/books/3 ;
curl -X UNLINK -H 'Link: <https://example.org/authors/8>; rel="author"' https://api.example.org/books/3
