"""Rules that hold the call against the vendor's OpenAPI documents.

What a document says may be older than the API: a departure from it accuses only where the answer fits, which is a 400
or 422 for fields and values, a 404 or 405 for paths and methods, a 401 for credentials. Beside other answers it is
``possible``.
"""
