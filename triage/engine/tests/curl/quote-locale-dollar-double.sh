curl -d $"greeting=hallo" https://api.example.com/locale
