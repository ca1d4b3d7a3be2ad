"""What was masked in anything said about a ticket is a row of the ticket that says where it stands."""

import pytest
from django.db import IntegrityError, transaction

from tickets.models import Mask, Message, Note, Ticket, User
from tickets.services import intake, masking, replying
from tickets.services.intake import Origin
from tickets.services.pasting import Paste, UploadedText
from tickets.tests.services.samples import NOT_FOUND, NOW, Submit

Place = Mask.Place
TOKEN = "tok" + "0123456789abcdefghij"
SAID = f"I sent Authorization: Bearer {TOKEN} with it."
WITH_KEY = NOT_FOUND.replace("cus_9", f"cus_9 -H 'Authorization: Bearer {TOKEN}'", 1)


def text_of(mask: Mask) -> str:
    """The text that the row says the mask stands in."""
    match mask.place:
        case Place.TEXT:
            return mask.ticket.text
        case Place.SUBJECT:
            return mask.ticket.subject
        case Place.MESSAGE if mask.message:
            return mask.message.text
        case Place.NOTE if mask.note:
            return mask.note.text
        case Place.ATTACHMENT if mask.attachment:
            return mask.attachment.text
        case Place.ATTACHMENT_NAME if mask.attachment:
            return mask.attachment.name
    raise AssertionError(mask.place)


def test_every_place_where_something_was_masked_has_its_row(agent: User) -> None:
    file = UploadedText(f"token={TOKEN}.log", SAID.encode())
    ticket = intake.submit(Paste(WITH_KEY, file=file), Origin("addr:1", subject=SAID), now=NOW).ticket
    replying.reply(ticket=ticket, by=agent, text=SAID, now=NOW)
    replying.customer_wrote(ticket=ticket, text=SAID, now=NOW)
    replying.note(ticket=ticket, by=agent, text=SAID, now=NOW)
    masks = list(ticket.all_masks.all())
    assert {mask.place for mask in masks} == set(Place)
    assert len(masks) == 7
    for mask in masks:
        marker = text_of(mask)[mask.start : mask.end]
        assert marker.startswith("~masked.")
        assert marker.endswith("~")
    assert len({mask.keyprint for mask in masks}) == 1


def test_the_masks_of_a_ticket_are_those_of_its_text(submit: Submit, agent: User) -> None:
    ticket = submit(WITH_KEY, subject=SAID)
    replying.note(ticket=ticket, by=agent, text=f"{SAID} {SAID}", now=NOW)
    assert [mask.place for mask in ticket.masks] == [Place.TEXT]
    assert Place.NOTE not in {mask.place for mask in ticket.all_masks.for_customers()}


def test_a_later_text_is_masked_by_what_the_ticket_knows(submit: Submit, agent: User) -> None:
    ticket = submit(WITH_KEY)
    bare = f"is {TOKEN} the right one?"
    message = replying.customer_wrote(ticket=ticket, text=bare, now=NOW)
    note = replying.note(ticket=ticket, by=agent, text=bare, now=NOW)
    for said in (message.text, note.text):
        assert TOKEN not in said
    mask = message.masks.get()
    assert (mask.detector, mask.keyprint, mask.kind) == ("keyprint", ticket.masks.get().keyprint, "bearer")


def test_what_stands_beside_the_paste_is_masked_by_what_the_paste_knows() -> None:
    file = UploadedText(f"{TOKEN}.log", f"retrying with {TOKEN}\n".encode())
    origin = Origin("addr:1", subject=f"{TOKEN} fails")
    ticket = intake.submit(Paste(WITH_KEY, file=file), origin, now=NOW).ticket
    attached = ticket.attachments.get()
    assert not any(TOKEN in text for text in (ticket.subject, attached.name, attached.text))


def test_a_key_of_another_ticket_is_not_known_without_a_context(submit: Submit) -> None:
    submit(WITH_KEY)
    message = replying.customer_wrote(ticket=submit(NOT_FOUND), text=f"see {'a' * 20} and its like", now=NOW)
    assert not message.masks.exists()


@pytest.mark.parametrize("width", range(20, 75))
def test_a_text_that_is_cut_holds_no_half_of_a_marker(width: int) -> None:
    cut = masking.masked(f"first token={TOKEN} then token={TOKEN[::-1]} and more words").cut_to(width)
    assert len(cut.text) <= width
    assert cut.text.count("~") == 2 * len(cut.masks)
    for mask in cut.masks:
        assert cut.text[mask.span.start : mask.span.end].startswith("~masked.")


def row(ticket: Ticket, place: Place, start: int = 0, **of: Message | Note) -> Mask:
    return Mask(ticket=ticket, place=place, start=start, end=start + 1, kind="k", detector="d", **of)


def refused(*rows: Mask) -> str:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Mask.objects.bulk_create(rows)
    return str(caught.value)


def test_masks_of_one_text_do_not_overlap_and_those_of_two_are_apart(submit: Submit, agent: User) -> None:
    ticket = submit()
    one, other = (replying.customer_wrote(ticket=ticket, text=text, now=NOW) for text in ("a", "b"))
    note = replying.note(ticket=ticket, by=agent, text="c", now=NOW)
    Mask.objects.bulk_create(
        [
            row(ticket, Place.TEXT),
            row(ticket, Place.SUBJECT),
            row(ticket, Place.MESSAGE, message=one),
            row(ticket, Place.MESSAGE, message=other),
            row(ticket, Place.NOTE, note=note),
        ]
    )
    for again in (row(ticket, Place.TEXT), row(ticket, Place.MESSAGE, message=one), row(ticket, Place.NOTE, note=note)):
        assert "unique" in refused(again).lower()


def test_a_mask_stands_in_one_place(submit: Submit, agent: User) -> None:
    ticket = submit()
    message = replying.customer_wrote(ticket=ticket, text="a", now=NOW)
    note = replying.note(ticket=ticket, by=agent, text="c", now=NOW)
    for wrong in (
        row(ticket, Place.MESSAGE),
        row(ticket, Place.TEXT, message=message),
        row(ticket, Place.NOTE, message=message),
        row(ticket, Place.MESSAGE, message=message, note=note),
    ):
        assert "a_mask_stands_in_one_place" in refused(wrong)
