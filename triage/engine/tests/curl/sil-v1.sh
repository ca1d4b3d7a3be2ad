curl --sil http://api.example.com/v1
