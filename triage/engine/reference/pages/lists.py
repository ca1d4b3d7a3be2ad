"""What the items of a list document: ``• 2xx range: …``, ``- **404** Not Found``, ``- `card_declined`: …``."""

from collections.abc import Iterator
from dataclasses import replace

from triage.engine.reference.pages.blocks import Item, Items
from triage.engine.reference.pages.body import Body
from triage.engine.reference.pages.found import Found, Place
from triage.engine.reference.pages.grammar import anywhere, plain
from triage.engine.reference.pages.prose import advice_of, items_of, split_list
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
            inner = _inner(item, subject, place)
            yield _finding(item, subject, place, nested=bool(inner))
            yield from inner
        elif subject is None:
            yield from _inner(item, subject, place)


def _inner(item: Item, subject: Subject | None, place: Place) -> list[Found]:
    """What a list inside of an item documents, where most of it does: statuses of a range, codes of a status."""
    nested = items_of(split_list(item.text)[1])
    below = replace(place, statuses=subject.statuses, about=True) if subject and subject.statuses else place
    items = tuple(Item(each, item.line, item.anchor) for each in nested)
    found = list(list_findings(Items(items, ordered=False, line=item.line), below))
    return found if nested and 2 * len(found) > len(nested) else []


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


def _finding(item: Item, subject: Subject, place: Place, *, nested: bool) -> Found:
    body = Body(advice=place.advice)
    body.add(split_list(subject.rest)[0] if nested else subject.rest)
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
