"""A vendor's own page over the default guide: what the vendor documents is shown, what it leaves out stays."""

from dataclasses import replace

from triage.engine.reference.guide import GuideEntry
from triage.engine.reference.pages import Page
from triage.engine.reference.reference import Reference


def overlay(guide: Reference, page: Page, *, name: str, version: str) -> Reference:
    """The guide with the page's entries in place of its own, and the page's codes.

    An entry without steps keeps those that the guide has for its status, else for its range; so does every entry with
    who must act. The link is the page's alone: the guide's would cite another text. ``name`` and ``version`` say which
    edition of the vendor's documents it is.
    """
    entries = {each.status: each for each in guide.entries}
    entries |= {each.status: _over(guide.entry(each.status), each) for each in page.entries}
    return replace(guide, entries=tuple(entries.values()), name=name, version=version, codes=page.codes)


def _over(known: GuideEntry | None, own: GuideEntry) -> GuideEntry:
    return own if known is None else replace(own, fix=own.fix or known.fix, audience=known.audience)
