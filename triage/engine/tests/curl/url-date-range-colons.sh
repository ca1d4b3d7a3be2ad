curl "https://metrics.example.com/api/v1/query_range?query=rate(http_requests_total%5B5m%5D)&start=2024-05-01T00:00:00Z&end=2024-05-01T01:00:00+02:00&step=15s"
