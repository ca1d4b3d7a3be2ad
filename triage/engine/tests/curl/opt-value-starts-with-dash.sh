curl -H -X-Dash:1 -A -agent -d -5 https://api.example.com/dashes
