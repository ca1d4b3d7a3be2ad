"""A page's blocks as what they document: section by section, with what the headings above say."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from triage.engine.reference.pages.blocks import Block, Heading, Items, Table, Text
from triage.engine.reference.pages.body import Body, is_record
from triage.engine.reference.pages.found import Found, Place
from triage.engine.reference.pages.grammar import phrase_of, plain
from triage.engine.reference.pages.lists import general_advice, list_findings
from triage.engine.reference.pages.marking import marked
from triage.engine.reference.pages.prose import advice_of, sentences
from triage.engine.reference.pages.sections import Mark, Section, tree
from triage.engine.reference.pages.subjects import Subject, heading_subject, status_subject
from triage.engine.reference.pages.tables import table_findings
from triage.engine.reference.pages.words import Role, is_about_causes, is_about_errors, is_advice, is_sample

_OPENING = re.compile(r"^(?:In general|Generally|Usually|Broadly(?: speaking)?|Typically),? ")
# "Codes in the 2xx range mean …, codes in the 4xx range mean …, and those …"
_CLAUSE = re.compile(
    r"[,;] (?:and |while |whereas |but )?(?=(?:status |error |HTTP |response )?(?:codes?|errors?) in the )"
)


def findings(blocks: Sequence[Block], *, base: bool | None) -> Iterator[Found]:
    """What the page documents, in its order; ``base`` says whether its name or address is of an errors page."""
    first = next((plain(each.text) for each in blocks if isinstance(each, Heading)), "")
    said = is_about_errors((first,))
    about = True if base or said else base
    yield from _section(tree(marked(blocks, about)), Place(trail=(first,) if first else (), about=about))


def _section(section: Section, above: Place) -> Iterator[Found]:
    place = _place(section, above)
    subject = _subject(section, above)
    if subject is None:
        yield from _unlabelled(section, place)
    elif not (isinstance(section.heading, Heading) and is_sample(section.heading.text)):
        yield from _about_subject(section, subject, place)


def _subject(section: Section, above: Place) -> Subject | None:
    heading = section.heading
    if isinstance(heading, Mark):
        return heading.subject
    if heading is None:
        return None
    solved = above.about is None and any(_is_about_one(each) for each in section.sections)
    return heading_subject(heading.text, about=True if solved else above.about)


def _is_about_one(section: Section) -> bool:
    """Whether a subsection is one that pages about one error have."""
    words = plain(section.heading.text) if isinstance(section.heading, Heading) else ""
    return is_advice(words) or words.lower().endswith(("cause", "causes"))


def _place(section: Section, above: Place) -> Place:
    heading = section.heading
    if heading is None:
        return above
    words = plain(heading.text) if isinstance(heading, Heading) else ""
    about = is_about_errors((words,))
    return replace(
        above,
        trail=(*above.trail, words),
        anchor=heading.anchor or above.anchor,
        about=above.about if about is None else about,
        # The title of a page (Troubleshooting, Error handling) says nothing of what each section holds.
        advice=above.advice or (heading.level > 1 and is_advice(words)),
    )


def _unlabelled(section: Section, place: Place) -> Iterator[Found]:
    """A section about no status of its own: its lists and tables may be about some."""
    found: list[Found] = []
    general: list[str] = []
    for block in section.blocks:
        if isinstance(block, Table):
            found += table_findings(block, place) if not is_record(block) else _record(block, place)
        elif isinstance(block, Items):
            found += list_findings(block, place)
            general += general_advice(block, place) if place.advice else ()
        elif isinstance(block, Text) and not place.advice:
            found += _sentences(block, place)
        else:
            general += advice_of(block.text)[1] if isinstance(block, Text) else ()
    below = [each for inner in section.sections for each in _section(inner, place)]
    for each in (*found, *below):
        # What a section of advice says to everyone is said of each error in it.
        errors = place.advice and each.advice and each.statuses and each.statuses[0][0] in "45"
        yield replace(each, fix=tuple(dict.fromkeys((*each.fix, *general)))) if errors else each


def _sentences(block: Text, place: Place) -> Iterator[Found]:
    """What the sentences of a paragraph say of ranges: "Codes in the 5xx range mean …"."""
    said = sentences(block.text) if place.about is not False else []
    for each in (clause for sentence in said for clause in _CLAUSE.split(_OPENING.sub("", sentence))):
        subject = status_subject(each)
        if subject and subject.told and subject.rest == each:
            yield Found(subject.statuses, block.line, (), "", each, (), place.anchor)


def _record(table: Table, place: Place) -> Iterator[Found]:
    body = Body()
    body.read((table,))
    if body.statuses and (body.text or body.fix):
        yield Found(body.statuses, table.line, (), "", body.text, tuple(body.fix), place.anchor)


def _about_subject(section: Section, subject: Subject, above: Place) -> Iterator[Found]:
    place = replace(above, statuses=subject.statuses or above.statuses, about=True)
    inner = [each for each in section.sections if _subject(each, place)]
    advice = above.advice and not subject.codes
    body = Body(advice=advice)
    if isinstance(section.heading, Mark):
        body.add(section.heading.text)
    title, blocks = _titled(section.blocks, subject)
    tables = [
        found
        for each in blocks
        if isinstance(each, Table)
        for found in table_findings(each, place)
        if not is_record(each)
    ]
    lists = _code_lists(blocks, place)
    body.read(each for each in blocks if each not in lists)
    for each in section.sections:
        if each not in inner:
            _add_subsection(body, each)
    below = [*tables, *(found for each in lists for found in list_findings(each, place))]
    if body.text or body.fix or not (below or inner):
        line = section.heading.line if section.heading else 1
        statuses = subject.statuses or above.statuses or body.statuses
        fix = tuple(body.fix)
        yield Found(statuses, line, subject.codes, title, body.text, fix, place.anchor, advice=advice)
    yield from below
    for each in inner:
        yield from _section(each, place)


def _titled(blocks: Sequence[Block], subject: Subject) -> tuple[str, Sequence[Block]]:
    """The title, also where it stands on the line below the number."""
    first = blocks[0] if blocks else None
    if not subject.title and subject.statuses and len(blocks) > 1 and isinstance(first, Text):
        words = plain(first.text)
        if phrase_of(words) == words:
            return words, blocks[1:]
    return subject.title, blocks


def _code_lists(blocks: Iterable[Block], place: Place) -> list[Items]:
    """The lists of codes below a status."""
    lists = [each for each in blocks if isinstance(each, Items)]
    return [
        each for each in lists if sum(bool(found.codes) for found in list_findings(each, place)) * 2 > len(each.items)
    ]


def _add_subsection(body: Body, section: Section) -> None:
    """A subsection of its own name: the solution, the causes, or more to say."""
    heading = plain(section.heading.text) if isinstance(section.heading, Heading) else ""
    if is_sample(heading):
        return
    fixing = is_advice(heading) and not is_about_causes(heading)
    if is_about_causes(heading):
        body.add_part(Role.TEXT, heading, "")
    body.read(section.blocks, fixing=fixing)
    for each in section.sections:
        _add_subsection(body, each)
