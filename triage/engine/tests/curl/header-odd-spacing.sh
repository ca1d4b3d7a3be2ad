curl -H 'X-A:no-space' -H 'X-B:    many   inner   spaces   ' -H "X-Tab:	tab" -H 'X-C : space-before' https://headers.example.net/
