curl -o out.json -w '%{http_code} %{time_total}\n' --create-dirs --output-dir ./downloads https://api.example.com/report
