"""Did the call arrive, and did the API answer it? Networks, clients, pages in front of the API, redirects."""
