"""What the items of a list document: ``• 2xx range: …``, ``- **404** Not Found``, ``- `card_declined`: …``."""

from collections.abc import Iterator

from triage.engine.reference.pages.blocks import Item, Items
from triage.engine.reference.pages.body import Body
from triage.engine.reference.pages.found import Found, Place
from triage.engine.reference.pages.grammar import anywhere, plain
from triage.engine.reference.pages.prose import advice_of
from triage.engine.reference.pages.subjects import Subject, code_subject, status_subject

Seen = tuple[Item, Subject | None]


def list_findings(block: Items, place: Place) -> Iterator[Found]:
    """The statuses and codes that the items are about."""
    seen: list[Seen] = [(each, _subject(each, place)) for each in block.items]
    known = [each for _, each in seen if each and each.statuses and each.registered]
    # "200 Everything is fine." in a list of such; "500 Harbour Street" is no sentence.
    told = 2 * sum(each.rest.rstrip().endswith((".", "!")) for each in known) > len(seen)
    for item, subject in seen:
        if subject and _is_meant(subject, place, several=len(known) > 1, sentences=told):
            yield _finding(item, subject, place)


def general_advice(block: Items, place: Place) -> tuple[str, ...]:
    """The steps of items that name no status, in a section of advice."""
    return tuple(step for each in block.items if not _subject(each, place) for step in advice_of(each.text)[1])


def _subject(item: Item, place: Place) -> Subject | None:
    if found := status_subject(item.text):
        return found
    first, _, others = item.text.partition("\n")
    if place.advice and (statuses := anywhere(plain(first))):
        return Subject(statuses, (), "", others.strip() or first, True, True)
    return code_subject(item.text)


def _is_meant(subject: Subject, place: Place, *, several: bool, sentences: bool) -> bool:
    """Whether the beginning of an item is what it is about, not a number or a word in passing."""
    if subject.codes:
        return bool(place.about) and subject.parted and (subject.told or len(subject.codes[0]) > 3)
    if not subject.parted and not (several and sentences and subject.registered and subject.rest[:1].isupper()):
        return False
    if subject.told:
        return place.about is not False or subject.registered
    return place.about is not False and subject.registered and (several or bool(place.about))


def _finding(item: Item, subject: Subject, place: Place) -> Found:
    body = Body(advice=place.advice)
    body.add(subject.rest)
    body.read(())
    return Found(
        subject.statuses or place.statuses or body.statuses,
        item.line,
        subject.codes,
        subject.title,
        body.text,
        tuple(body.fix),
        item.anchor or place.anchor,
        advice=place.advice,
    )
