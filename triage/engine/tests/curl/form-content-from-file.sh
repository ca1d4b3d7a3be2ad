printf 'erste Zeile\nzweite "Zeile"\n' > text-file.md
curl https://wiki.example.org/api/pages -F 'body=<text-file.md;type=text/markdown' -F 'title=Neue Seite' -F 'attachment=@text-file.md;filename=kopie.md;type=text/markdown'
