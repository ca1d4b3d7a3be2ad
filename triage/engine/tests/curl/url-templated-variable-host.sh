HOST=api.example.com; PORT=8443
curl -k "https://${HOST}:${PORT}/v1/$PORT/info"
