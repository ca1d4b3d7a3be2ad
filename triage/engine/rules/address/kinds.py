"""Ids of the wrong kind: a charge where a customer is due, a name where the API wants a UUID."""

import itertools
import re
from collections.abc import Iterator
from urllib.parse import unquote

from triage.engine.finding import Finding, Location, Place
from triage.engine.rules.asking.citations import rfc
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.paths import is_word
from triage.engine.rules.asking.rule import Say, likely, possible, rule

MOST_SEGMENTS = 20
# Prefixes that Stripe's and many other APIs put before ids, and the collections they belong to. Prefixes that several
# collections take (card, src, tok, py) are left out: they prove nothing.
KINDS = {
    "acct": "accounts", "ch": "charges", "cus": "customers", "dp": "disputes", "evt": "events", "file": "files",
    "fil": "files", "in": "invoices", "ii": "invoiceitems", "inv": "invoices", "ord": "orders", "pi": "payment_intents",
    "pm": "payment_methods", "po": "payouts", "price": "prices", "prod": "products", "re": "refunds", "seti":
    "setup_intents", "si": "subscription_items", "sub": "subscriptions", "txn": "balance_transactions", "tr":
    "transfers", "usr": "users", "user": "users", "org": "organizations", "proj": "projects", "whsec": "secrets",
    "we": "webhook_endpoints", "qt": "quotes", "cn": "credit_notes", "plink": "payment_links", "cs": "checkout",
}  # fmt: skip
# Twilio's: two letters and 32 hexadecimal digits.
SIDS = {"AC": "Accounts", "SM": "Messages", "MM": "Messages", "CA": "Calls", "PN": "IncomingPhoneNumbers",
        "RE": "Recordings", "CF": "Conferences"}  # fmt: skip
SID = re.compile(r"([A-Z]{2})[0-9a-f]{32}")
PREFIXED = re.compile(r"([a-z]{2,6})_[A-Za-z0-9]{6,}")
# An id long or odd enough that its prefix was given on purpose.
STRIKING = re.compile(r"[a-z]{3,6}_\w{6,}|[a-z]{2}_(?=\w*[A-Z])(?=\w*\d)\w{12,}|[A-Z]{2}[0-9a-f]{32}")
UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# What the answer says that the id must be, and how such an id looks.
WANTED = (
    ("a UUID", re.compile(r"\bu?uid\b|\bguid\b", re.IGNORECASE), UUID),
    ("an ObjectId", re.compile(r"object ?id", re.IGNORECASE), re.compile(r"[0-9a-fA-F]{24}")),
    (
        "a number",
        re.compile(r"\bnumeric\b|\binteger\b|\ba (?:valid )?number\b|\bInt(?:32|64)\b|lang\.(?:Long|Integer)"),
        re.compile(r"-?\d{1,19}"),
    ),
)
COMPLAINS = re.compile(
    r"expected|invalid|must be|should be|not a valid|malformed|cast|convert|parse|required type|format", re.IGNORECASE
)


def _kind(segment: str) -> str:
    """The collection that an id's prefix belongs to; empty where it tells none."""
    sid, prefixed = SID.fullmatch(segment), PREFIXED.fullmatch(segment)
    return SIDS.get(sid[1], "") if sid else KINDS.get(prefixed[1], "") if prefixed else ""


def _abbreviates(prefix: str, collection: str) -> bool:
    """Whether the letters stand in the name in this order, the first one at its beginning."""
    letters = iter(collection.lower())
    return collection[:1].lower() == prefix[:1].lower() and all(each in letters for each in prefix.lower())


@rule("URL-019", "400", "404", "422")
def id_of_another_kind(inquiry: Inquiry) -> Iterator[Finding]:
    """The prefix of the id says that it belongs to another collection than the path names before it."""
    segments = [each for each in inquiry.call.parts.path.split("/") if each][:MOST_SEGMENTS]
    known = {*KINDS.values(), *SIDS.values()}
    for collection, segment in itertools.pairwise(segments):
        kind = _kind(unquote(segment))
        prefix = segment.partition("_")[0] if "_" in segment else segment[:2]
        if not kind or kind == collection or collection not in known or _abbreviates(prefix, collection):
            continue
        # Another vendor may give the prefix another meaning, unless the answer says what it looked for in vain.
        missed = re.search(rf"\b{re.escape(collection.rstrip('s').replace('_', ' '))}\b", inquiry.error.message, re.I)
        yield (likely if missed and STRIKING.fullmatch(segment) else possible)(
            f"`{segment[:60]}` is an id of `{kind}`, by its prefix; the path wants one of `{collection}`.",
            at=Location(Place.PATH, segment[:80]),
            see=inquiry.in_url(f"{collection}/{segment}"),
            fix=(
                f"Put an id of `{collection}` there, or call `/{kind}/{segment[:60]}` if you mean that one.",
                "Look in your program which id the variable holds.",
            ),
            cite=rfc(9110, "15.5.5"),
        )
        return


def _is_quoted(segment: str, message: str) -> bool:
    return any(f"{mark}{segment}{mark}" in message for mark in "'\"`")


@rule("URL-020", "400", "404", "422")
def id_of_another_form(inquiry: Inquiry) -> Iterator[Finding]:
    """The answer asks for a UUID, a number or an ObjectId, and what the path has in its place is none."""
    message = inquiry.error.message
    wanted = next((each for each in WANTED if each[1].search(message)), None)
    if wanted is None or not COMPLAINS.search(message) or inquiry.call.body:
        return
    name, _, form = wanted
    segments = [each for each in inquiry.call.parts.path.split("/") if each][1:MOST_SEGMENTS]
    others = [each for each in segments if not is_word(each) and not form.fullmatch(unquote(each))]
    quoted = [each for each in segments if _is_quoted(unquote(each), message) and not form.fullmatch(each)]
    for segment in (quoted or others)[-1:]:
        alone = len(others) == 1 and not inquiry.call.parts.query and inquiry.status != 404
        say: Say = likely if quoted or alone else possible
        yield say(
            f"`{unquote(segment)[:60]}` in the path is not {name}, which the API wants there.",
            at=Location(Place.PATH, segment[:80]),
            see=(inquiry.in_url(segment), inquiry.in_answer(message) or inquiry.status_line),
            fix=(
                "Put the id of the resource there, as the API's own answers show it, not a name or an e-mail address.",
                "Check that the path has no word too many where an id belongs.",
            ),
            cite=rfc(9110, "15.5.1"),
        )
