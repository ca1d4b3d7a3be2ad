"""The REST API: parsers, serializers, views, errors, urls."""
