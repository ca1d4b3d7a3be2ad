curl -n --netrc-optional https://api.example.com/no-netrc-here
