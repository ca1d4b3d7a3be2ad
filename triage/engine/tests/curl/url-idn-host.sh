curl https://bücher.example.com/neu
