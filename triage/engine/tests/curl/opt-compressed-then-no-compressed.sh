curl --compressed --no-compressed -L --no-location --include https://api.example.com/off-again
