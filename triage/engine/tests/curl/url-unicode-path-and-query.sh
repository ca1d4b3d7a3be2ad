curl 'https://de.example.org/wiki/Übersicht/Größe?suche=Käse&sprache=日本語'
