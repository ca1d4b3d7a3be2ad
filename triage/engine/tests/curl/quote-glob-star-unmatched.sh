curl -H Accept:*/* -d q=*.nope-xyz https://api.example.com/star
