curl api.example.org:8080/v1/status?verbose=1
