printf 'X-From-File: 1\nX-Second: zwei\n\nX-Third: 3\n' > headers-file.txt
curl -H @headers-file.txt -H 'X-Inline: 4' https://headers.example.net/file
