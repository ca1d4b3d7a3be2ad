"""How the API wants to be given credentials: by its challenge, or by the words of its answer."""

import re
from typing import NamedTuple

from triage.engine.rules.access.credentials_sent import (
    HEADER_NAME,
    NOT_A_CREDENTIAL,
    challenge_parameter,
    challenges,
)
from triage.engine.rules.asking.corrected import is_curl, with_header
from triage.engine.rules.asking.documents import child, text_of
from triage.engine.rules.asking.inquiry import Inquiry

IN_WORDS = (
    re.compile(r"\bheaders?(?: named| called| field)?\s{0,3}[:=]?\s{0,3}['\"`“]([A-Za-z][\w-]{1,40})\b", re.IGNORECASE),
    re.compile(r"['\"`“]([A-Za-z][\w-]{1,40})['\"`”] (?:request |HTTP )?headers?\b", re.IGNORECASE),
    re.compile(
        r"\b([A-Za-z]{1,20}(?:-[A-Za-z]{1,20}){1,3}|Authorization) (?:request |HTTP )?headers?\b", re.IGNORECASE
    ),
)
# The answer says that it saw no credentials at all.
KEY = (
    r"(?:(?:x[ _-])?api[ _-]?key|access[ _-]?token|auth[ _-]?token|token|credentials?|authori[sz]ation|authentication)"
)
LACKING = re.compile(
    rf"not_authed|not authenticated|unauthenticated|"
    rf"(?:\bno|missing|without|requires?|provide(?: a| an| your)?) {KEY}\b|"
    rf"\b{KEY}(?: header)?[^.\"]{{0,20}} (?:is |was |were )?"
    r"(?:missing|required|not (?:been )?(?:provided|found|supplied|set))",
    re.IGNORECASE,
)
OF_SOMETHING_ELSE = re.compile(r"csrf|xsrf|Missing Authentication Token", re.IGNORECASE)


class Wanted(NamedTuple):
    """The header and its scheme; ``said`` is false where the API names neither and this is only what is usual."""

    header: str
    scheme: str
    said: bool

    @property
    def line(self) -> str:
        """The field line with a stand-in for the key (Basic: RFC 7617 section 2)."""
        value = "<base64 of user:password>" if self.scheme == "Basic" else "<your key>"
        return f"{self.header}: {self.scheme} {value}" if self.scheme else f"{self.header}: {value}"


def wanted(inquiry: Inquiry) -> Wanted:
    """What the message names first, then what the challenge names, else ``Authorization: Bearer``."""
    words = f"{inquiry.error.message} {' '.join(each.message for each in inquiry.error.fields[:3])} "
    words += text_of(child(inquiry.answer.value, "hint"))
    named = challenge_parameter(inquiry, "header") or _named_in(words)
    if named and named.lower() != "authorization":
        return Wanted(named, "", said=True)
    schemes = challenges(inquiry)
    if "bearer" in schemes or re.search(r"\bbearer\b", words, re.IGNORECASE):
        return Wanted("Authorization", "Bearer", said=True)
    scheme = schemes[0].capitalize() if schemes else "Bearer"
    return Wanted("Authorization", scheme, said=bool(schemes))


def example(inquiry: Inquiry, want: Wanted) -> str:
    """The credentials as a fragment of the call, with stand-ins."""
    if want.scheme == "Basic" and is_curl(inquiry):
        return "-u '<user>:<password>'"
    return with_header(inquiry, *want.line.split(": ", 1))


def says_none_came(inquiry: Inquiry) -> bool:
    """The answer itself says that the call carried no credentials."""
    words = f"{inquiry.error.message} {inquiry.error.code}"
    return LACKING.search(words) is not None and OF_SOMETHING_ELSE.search(words) is None


def _named_in(words: str) -> str:
    found = (match[1] for pattern in IN_WORDS for match in pattern.finditer(words[:500]))
    return next((name for name in found if HEADER_NAME.fullmatch(name) and not NOT_A_CREDENTIAL.search(name)), "")
