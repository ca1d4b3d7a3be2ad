curl -H 'X-Name: Jürgen Groß' -H 'X-Emoji: ✅' https://headers.example.net/unicode
