"""What a file is, by its first bytes alone: its name and what a client says of it are for anyone to choose.

Files that are no text cannot be masked. They are refused but for the types that the operator allows, which are kept
as they are.
"""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True)
class FileType:
    """A type that is no text: its media type, what one is called and what many are, and how names of it end.

    Without a media type it is known only to be refused by its name.
    """

    media_type: str
    called: str
    many: str = ""
    ending: str = ""


_WEBP = FileType("image/webp", "a WebP image", "WebP images", ".webp")
_BY_START: tuple[tuple[bytes, FileType], ...] = (
    (b"\x89PNG", FileType("image/png", "a PNG image", "PNG images", ".png")),
    (b"\xff\xd8\xff", FileType("image/jpeg", "a JPEG image", "JPEG images", ".jpg")),
    (b"GIF8", FileType("image/gif", "a GIF image", "GIF images", ".gif")),
    (b"%PDF", FileType("application/pdf", "a PDF document", "PDF documents", ".pdf")),
    (b"PK\x03\x04", FileType("application/zip", "a zip archive", "zip archives", ".zip")),
    (b"\x1f\x8b", FileType("application/gzip", "a gzip archive", "gzip archives", ".gz")),
    (b"RIFF", FileType("", "a media file")),
    (b"\x7fELF", FileType("", "a program")),
)
_ALL = (*(each for _, each in _BY_START), _WEBP)
KNOWN = frozenset(each.media_type for each in _ALL if each.media_type)


def type_of(content: bytes) -> FileType | None:
    """The type of these bytes; None where they begin like no type that is known not to be text."""
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return _WEBP
    return next((each for start, each in _BY_START if content.startswith(start)), None)


def is_kept(file_type: FileType) -> bool:
    """Whether the operator lets files of this type be stored, unmasked (``ATTACHMENT_TYPES``)."""
    return bool(file_type.media_type) and file_type.media_type in settings.ATTACHMENT_TYPES


def kept() -> tuple[FileType, ...]:
    """The types that are stored unmasked; none by default."""
    return tuple(each for each in _ALL if is_kept(each))


def ending_of(media_type: str) -> str:
    """How the names of files of that type end; empty for text."""
    return next((each.ending for each in _ALL if media_type and each.media_type == media_type), "")
