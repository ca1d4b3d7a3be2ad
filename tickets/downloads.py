"""A stored file as a download, the same for customers and staff: no browser shows it, as its sender may be hostile."""

import re

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from tickets.models import Attachment
from tickets.services import filetypes

# A page that a browser made of it all the same could load nothing and run nothing.
POLICY = "default-src 'none'; sandbox"
TEXT_ENDINGS = (".txt", ".log", ".har", ".json", ".http", ".csv", ".md", ".yaml", ".yml", ".xml")
LONGEST_NAME = 100
_MARKER = re.compile(r"~masked\.([a-z0-9-]+)\.[\w.-]*~")
_UNSAFE = re.compile(r"[^\w .()+-]+")


def download_of(attachment: Attachment) -> HttpResponse:
    """The file, of its own type by its first bytes, else its masked text."""
    if attachment.media_type:
        response = HttpResponse(bytes(attachment.content or b""), content_type=attachment.media_type)
    else:
        response = HttpResponse(attachment.text, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, name_of(attachment)) or "attachment"
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def name_of(attachment: Attachment) -> str:
    """A name that is safe on any disk and ends as its type does, whatever ending it came with."""
    name = _UNSAFE.sub("_", _MARKER.sub(r"(masked \1)", attachment.name)).strip(" .")[-LONGEST_NAME:] or "file"
    if not attachment.media_type:
        return name if name.lower().endswith(TEXT_ENDINGS) else f"{name}.txt"
    ending = filetypes.ending_of(attachment.media_type)
    same = (ending, ".jpeg") if ending == ".jpg" else (ending,)
    return name if name.lower().endswith(same) else f"{name}{ending}"
