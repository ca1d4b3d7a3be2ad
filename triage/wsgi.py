"""The web server's door."""

import os
from collections.abc import Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "triage.settings")
_django = get_wsgi_application()
_ = get_resolver().url_patterns  # imports views and engine now, so that the first customer does not wait for it


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """The desk. Bodies and queries are UTF-8 (or told otherwise by their own bytes), whatever the header claims.

    Django takes the charset of a Content-Type for any codec of Python's, ``hex`` and ``zlib`` too, and fails outside
    of every middleware and view.
    """
    content_type = environ.get("CONTENT_TYPE", "")
    if "charset" in content_type.lower():
        environ["CONTENT_TYPE"] = without_charset(content_type)
    return _django(environ, start_response)


def without_charset(content_type: str) -> str:
    """The media type with its boundary, if it has one, and no other parameter."""
    media_type, parameters = parse_header_parameters(content_type)
    boundary = parameters.get("boundary", "")
    is_plain = boundary.isascii() and boundary.isprintable() and not {'"', "\\"} & set(boundary)
    return f'{media_type}; boundary="{boundary}"' if boundary and is_plain else media_type
