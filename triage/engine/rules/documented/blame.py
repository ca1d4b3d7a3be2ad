"""How sure a departure from the document makes a rule, by the answer that the call got."""

from triage.engine.reference.openapi.hosts import Relation
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.rule import Say, certain, likely, possible
from triage.engine.rules.outcome.success import says_it_failed

REFUSED = (400, 422)


def is_refused(inquiry: Inquiry) -> bool:
    """The API says that the request is wrong: by 400 or 422, or by an error inside a 200."""
    return inquiry.status in REFUSED or (inquiry.status == 200 and says_it_failed(inquiry))


def for_values(inquiry: Inquiry) -> Say:
    """Of a field or value that the document does not allow."""
    return certain if is_refused(inquiry) and _is_ours(inquiry) else possible


def for_form(inquiry: Inquiry) -> Say:
    """Of a format or pattern, which APIs check less strictly than their documents say."""
    return likely if is_refused(inquiry) and _is_ours(inquiry) else possible


def _is_ours(inquiry: Inquiry) -> bool:
    return inquiry.match is not None and inquiry.match.host is not Relation.FOREIGN
