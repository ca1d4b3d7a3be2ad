curl -X POST -H "Content-Type: application/json" -d '{"name":"O'\''Brien","note":"it'\''s \"quoted\""}' https://api.example.com/contacts
