echo '{"events":[1,2,3]}' | curl -F 'payload=@-;filename=events.json;type=application/json' https://ingest.example.com/batch
