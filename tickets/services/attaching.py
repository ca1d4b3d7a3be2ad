"""Files that come with a ticket or a message: masked in memory, then stored beside it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from tickets.models import Attachment, Mask, Message, Ticket
from tickets.services import masking
from tickets.services.masking import KEPT, NONE_KNOWN, Contacts, Masked
from tickets.services.pasting import Attached

NAME_WIDTH = 200
ONE_LINE = str.maketrans("\r\n", "  ")  # for people to read, after the masker read what stands on a line of its own
ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}\Z")


@dataclass(frozen=True, slots=True)
class MaskedFile:
    """A file as it may be stored: without credentials, or of a type that nobody can mask and the operator allows."""

    name: Masked
    text: Masked
    given: Attached


def masked(
    attached: Attached | None, *, known: Mapping[str, str] = NONE_KNOWN, contacts: Contacts = KEPT
) -> MaskedFile | None:
    """The file without credentials, in its name neither; None where there is no file."""
    if attached is None:
        return None
    return MaskedFile(
        name=_name(attached.name, known, contacts),
        text=masking.masked(attached.text, known=known, contacts=contacts),
        given=attached,
    )


def store(file: MaskedFile | None, ticket: Ticket, *, now: datetime, message: Message | None = None) -> Iterator[Mask]:
    """Stores the file in the caller's transaction; yields the rows of its masks for the caller to store with others."""
    if file is None:
        return
    file_type = file.given.file_type
    row = Attachment.objects.create(
        ticket=ticket,
        message=message,
        name=file.name.text,
        size=file.given.size,
        text=file.text.text,
        media_type=file_type.media_type if file_type else "",
        content=file.given.content,
        added_at=now,
    )
    yield from masking.rows(file.text.masks, ticket, Mask.Place.ATTACHMENT, row)
    yield from masking.rows(file.name.masks, ticket, Mask.Place.ATTACHMENT_NAME, row)


def _name(name: str, known: Mapping[str, str], contacts: Contacts) -> Masked:
    """The name, masked apart from its ending: ``TOKEN.log`` holds the token and no other one that ends in ``.log``."""
    ending = match[0] if (match := ENDING.search(name)) else ""
    stem = masking.masked(name.removesuffix(ending), known=known, contacts=contacts).cut_to(NAME_WIDTH - len(ending))
    return Masked(f"{stem.text}{ending}".translate(ONE_LINE), stem.masks)
