curl -d 'text=it'\''s Rock '"'"'n'"'"' Roll' https://api.example.com/apostrophe
