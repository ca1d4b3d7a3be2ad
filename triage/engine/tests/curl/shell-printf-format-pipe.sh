printf '{"id":%d,"name":"%s","pct":"%d%%"}\n' 7 'Erika' 50 | curl -s --data-binary @- -H 'Content-Type: application/json' https://api.example.com/printf
