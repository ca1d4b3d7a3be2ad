printf 'Zeile eins\nZeile zwei & drei\n' > notiz-file.txt
curl https://api.example.com/notes \
  --data-urlencode 'nur Inhalt / ohne Namen' \
  --data-urlencode '=beginnt mit = Zeichen' \
  --data-urlencode 'title=Grüße & Küsse' \
  --data-urlencode '@notiz-file.txt' \
  --data-urlencode 'body@notiz-file.txt'
