curl -d 'it'\''s' http://api.example.com/
