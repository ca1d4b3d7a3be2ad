"""What every template may say about the desk."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from tickets.services import filetypes
from tickets.services.filetypes import FileType


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose desk this is and where it is found; ``status_page`` is empty where the vendor names none.

    ``unmasked`` are the types of files that are kept as they are, mostly none.
    """

    vendor: str
    status_page: str
    base_url: str
    unmasked: tuple[FileType, ...]


def desk(request: HttpRequest) -> dict[str, Desk]:
    """The context processor that settings name."""
    return {"desk": Desk(settings.VENDOR_NAME, settings.STATUS_PAGE_URL, settings.BASE_URL, filetypes.kept())}
