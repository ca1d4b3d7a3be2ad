"""Is the call authenticated? What it carries as credentials, judged by their form; never by their value."""

import re
from base64 import b64decode
from collections.abc import Iterator
from urllib.parse import unquote

from triage.engine.finding import Finding, Location, Place
from triage.engine.rules.access.credentials_sent import (
    SCHEMES,
    Credential,
    carries_any,
    challenges,
    credentials,
)
from triage.engine.rules.access.wanted import Wanted, example, says_none_came, wanted
from triage.engine.rules.asking.citations import manual, rfc
from triage.engine.rules.asking.corrected import with_header
from triage.engine.rules.asking.hosts import environment, says_live
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.rule import Say, certain, likely, possible, rule
from triage.engine.rules.asking.stand_ins import (
    NO_VALUE,
    STAND_IN,
    VARIABLE,
    is_sent_as_it_stands,
    is_stand_in,
    was_filled_in,
)
from triage.engine.rules.outcome.limits import speaks_of_a_rate
from triage.engine.rules.outcome.success import says_it_failed

AUTH = Location(Place.AUTH)
LEFT_OUT = re.compile(r"<[^<>]{1,60}>|\*{3,}.*|.*\*{3,}|\[[A-Za-z_ -]{1,40}\]|[xX]{4,}.*|\.{3,}|…")
# How a key ends that its owner made unreadable before pasting: what was sent was another one.
BLANKED = re.compile(r"[xX*.…•0-]{4}")
# What only an API says that has read the credentials.
WAS_READ = re.compile(r"\bsession\b|expired|revoked", re.IGNORECASE)
QUOTE_MARKS = "\"'`“”‘’<>"
BASIC_IN_SHELL = manual("curl manual, --user", "https://curl.se/docs/manpage.html#-u")
SHELL_QUOTES = manual(
    "Bash manual, single quotes", "https://www.gnu.org/software/bash/manual/html_node/Single-Quotes.html"
)


def _own_words(credential: Credential) -> str:
    """The value where it is not masked: only placeholders and empty values are left in clear."""
    words = "" if credential.mask is not None else credential.value.strip()
    return unquote(words) if credential.location.place is Place.QUERY else words


def _in_single_quotes(inquiry: Inquiry, credential: Credential) -> bool:
    start = credential.span.start
    return inquiry.exchange.text[max(0, start - 1) : start] == "'"


def _wanted_scheme(inquiry: Inquiry) -> str:
    scheme = next(iter(challenges(inquiry)), "bearer")
    return scheme.capitalize()


def _sureness(inquiry: Inquiry) -> Say:
    """After a 401 nothing else explains it; a 400 or 403 may still be about something else."""
    return certain if inquiry.status == 401 else likely


def _is_variable(inquiry: Inquiry, credential: Credential) -> bool:
    """A shell's or program's variable, whose value nobody can see here."""
    words = _own_words(credential)
    return is_stand_in(words) and was_filled_in(inquiry, words, credential.span)


def _is_placeholder(inquiry: Inquiry, credential: Credential) -> bool:
    """What stands for a key was sent: seen in the paste, within what Basic encodes, or by the facts of the mask."""
    if credential.mask is not None:
        return credential.mask.facts.placeholder and not BLANKED.fullmatch(credential.mask.last4)
    words = _own_words(credential)
    encoded = any(is_stand_in(each) and not VARIABLE.fullmatch(each) for each in _in_basic(credential))
    by_quotes = VARIABLE.search(words) and inquiry.call.notation.startswith("curl")  # AUTH-006 tells that better
    return encoded or (not by_quotes and is_sent_as_it_stands(inquiry, words, credential.span))


def _in_basic(credential: Credential) -> list[str]:
    """User and password of Basic credentials that hold no secret (RFC 7617 section 2); empty where none can be read."""
    if credential.scheme.lower() != "basic" or credential.mask is not None:
        return []
    try:
        return b64decode(credential.value.strip(), validate=True).decode("utf-8").split(":", 1)
    except ValueError:
        return []


@rule("AUTH-001", "401")
def no_credentials(inquiry: Inquiry) -> Iterator[Finding]:
    """A 401 to a call that carried nothing to authenticate it."""
    if carries_any(inquiry):
        return
    # Browsers leave credentials out when they export a HAR file, so there absence proves little.
    say = possible if inquiry.call.notation == "har" else certain
    yield _none_sent(inquiry, _doubted(inquiry, say), "15.5.2")


def _doubted(inquiry: Inquiry, say: Say) -> Say:
    """Where the paste does not show the header, only the API's own words tell that nothing came."""
    if inquiry.shows_headers:
        return say
    return likely if says_none_came(inquiry) else possible


def _none_sent(inquiry: Inquiry, say: Say, section: str) -> Finding:
    want = wanted(inquiry)
    challenge = inquiry.response.headers.field("WWW-Authenticate")
    asked = (inquiry.got_header(challenge),) if want.scheme.lower() in challenges(inquiry) else ()
    carries = "The call carries" if inquiry.shows_headers else "As far as the paste shows, the call carries"
    return say(
        f"{carries} no credentials."
        if not want.said
        else f"{carries} no credentials; the API asks for the header `{want.line}`.",
        at=Location(Place.HEADER, want.header),
        see=(inquiry.request_line, *asked),
        fix=(
            f"Send `{want.line}`."
            if want.said
            else f"Send your key the way the reference shows, usually as `{want.line}`.",
            "If your program adds it, print the headers it really sends: a variable may be empty.",
        ),
        cite=rfc(9110, section),
        corrected=example(inquiry, want),
    )


@rule("AUTH-002", "403", "400", "200")
def no_credentials_forbidden(inquiry: Inquiry) -> Iterator[Finding]:
    """Some APIs answer 403, 400 or even 200 where nothing was sent."""
    if carries_any(inquiry) or speaks_of_a_rate(inquiry):
        return
    if says_none_came(inquiry) and (inquiry.status != 200 or says_it_failed(inquiry)):
        # After a 400 the key that is missing may be a field of the body.
        say = likely if inquiry.status == 400 else certain
        yield _none_sent(inquiry, _doubted(inquiry, say), "11.6.1")
    elif inquiry.status == 403 and inquiry.shows_headers:
        yield possible(
            "The call carries no credentials; some APIs answer 403 to that.",
            at=AUTH,
            see=inquiry.request_line,
            fix=("Send your key the way the reference shows, then call again.",),
            cite=rfc(9110, "15.5.4"),
            corrected=example(inquiry, wanted(inquiry)),
        )


@rule("AUTH-003", "401", "403")
def empty_credential(inquiry: Inquiry) -> Iterator[Finding]:
    """The name or the scheme is there, the value is not."""
    for each in credentials(inquiry):
        if each.mask is None and not each.value.strip():
            yield certain(
                f"`{each.name}` is sent without a value.",
                at=each.location,
                see=each.evidence,
                fix=(
                    "Put the key there. A variable that is not set leaves exactly this behind.",
                    'Print the variable before the call: `echo "${TOKEN:?not set}"`.',
                ),
                cite=rfc(9110, "11.4"),
                corrected=_filled(inquiry, each),
            )


@rule("AUTH-004", "400", "401", "403")
def no_value_as_value(inquiry: Inquiry) -> Iterator[Finding]:
    """``undefined``, ``null`` or ``[object Object]`` was sent as the key."""
    for each in credentials(inquiry):
        words = next((part for part in (_own_words(each), *_in_basic(each)) if NO_VALUE.fullmatch(part)), "")
        if words:
            yield certain(
                f"`{each.name}` carries the word `{words}` instead of a key.",
                at=each.location,
                see=each.evidence,
                fix=(
                    "Your program built the header before it had the key: look where the variable is set.",
                    "Stop the program with an error when the key is missing, instead of calling.",
                ),
                cite=rfc(9110, "11.4"),
                corrected=_filled(inquiry, each),
            )


@rule("AUTH-005", "400", "401", "403")
def unresolved_placeholder(inquiry: Inquiry) -> Iterator[Finding]:
    """A template's variable or a documentation's stand-in was sent as it stands."""
    for each in credentials(inquiry):
        if _is_placeholder(inquiry, each):
            words = next((part for part in _in_basic(each) if is_stand_in(part)), _own_words(each))
            shown = f"the placeholder `{words}`" if words else "a placeholder"
            yield _sureness(inquiry)(
                f"`{each.name}` carries {shown} instead of a key.",
                at=each.location,
                see=each.evidence,
                fix=(
                    "Put your own key in its place, without any brackets.",
                    "In Postman or a template, choose the environment that defines the variable.",
                ),
                cite=rfc(9110, "11.4"),
                corrected=_filled(inquiry, each),
            )


@rule("AUTH-006", "401", "403")
def variable_in_single_quotes(inquiry: Inquiry) -> Iterator[Finding]:
    """Single quotes keep the shell from putting the variable's value in."""
    if not inquiry.call.notation.startswith("curl"):
        return
    for each in credentials(inquiry):
        variable = VARIABLE.search(_own_words(each))
        if variable and _in_single_quotes(inquiry, each):
            yield _sureness(inquiry)(
                f"Single quotes keep the shell from filling in `{variable[0]}`: these very letters were sent.",
                at=each.location,
                see=each.evidence,
                fix=("Use double quotes around the header.", "Check that the variable is set and exported."),
                cite=SHELL_QUOTES,
                corrected=f'-H "{each.name}: {f"{each.scheme} " if each.scheme else ""}{variable[0]}"',
            )


@rule("AUTH-007", "401", "403")
def variable_perhaps_unset(inquiry: Inquiry) -> Iterator[Finding]:
    """A shell variable whose value nobody can see, or a value left out before pasting."""
    for each in credentials(inquiry):
        words = _own_words(each)
        if _is_variable(inquiry, each) or (LEFT_OUT.fullmatch(words) and not STAND_IN.fullmatch(words)):
            yield possible(
                f"The value behind `{words}` in `{each.name}` cannot be seen here; it may be empty or the wrong one.",
                at=each.location,
                see=each.evidence,
                fix=("Print it before the call and look for blanks, quotes and an empty line.",),
                cite=rfc(9110, "11.4"),
            )


@rule("AUTH-008", "401", "403")
def stray_marks(inquiry: Inquiry) -> Iterator[Finding]:
    """Quotes, angle brackets or an encoded line break around the key."""
    for each in credentials(inquiry):
        value = each.value.strip()
        if each.mask is None or not value:
            continue
        broken = re.search(r"%0[AaDd]|%20$|\\[nr]", value)
        quoted = value[0] in QUOTE_MARKS and value[-1] in QUOTE_MARKS and len(value) > 1
        if quoted or broken:
            yield likely(
                f"The key in `{each.name}` stands between `{value[0]}` and `{value[-1]}`; these are sent along."
                if quoted
                else f"A line break or blank stands behind the key in `{each.name}`; it is sent along.",
                at=each.location,
                see=each.evidence,
                fix=("Send the key alone: nothing around it.", "Trim the value after reading it from a file."),
                cite=rfc(9110, "11.4"),
                corrected=_filled(inquiry, each),
            )


@rule("AUTH-009", "401", "400")
def scheme_twice(inquiry: Inquiry) -> Iterator[Finding]:
    """``Bearer Bearer …``: the program adds a scheme to a value that has one."""
    for each in credentials(inquiry):
        first = each.value.split()[:2]
        if each.scheme and len(first) == 2 and first[0].lower() in SCHEMES:
            yield certain(
                f"The scheme stands twice: `{each.scheme} {first[0]}`.",
                at=each.location,
                see=each.evidence,
                fix=(f"Send `{first[0]}` once. Your key variable probably holds it already.",),
                cite=rfc(9110, "11.4"),
                corrected=with_header(inquiry, each.name, f"{first[0]} <your key>"),
            )


@rule("AUTH-010", "401")
def scheme_missing(inquiry: Inquiry) -> Iterator[Finding]:
    """A key alone in ``Authorization``, where the grammar wants a scheme first."""
    for each in credentials(inquiry):
        if each.name.lower() != "authorization" or each.scheme or each.mask is None:
            continue
        wanted = _wanted_scheme(inquiry)
        # Some APIs do take a bare key; a challenge, or a token that is a JWT, says that this one does not.
        say = likely if challenges(inquiry) or each.mask.facts.alg else possible
        yield say(
            f"`Authorization` carries the key without a scheme; `{wanted}` is missing in front of it.",
            at=each.location,
            see=each.evidence,
            fix=(f"Write `Authorization: {wanted}`, one blank, then the key.",),
            cite=rfc(9110, "11.4"),
            corrected=with_header(inquiry, "Authorization", f"{wanted} {each.value.strip()}"),
        )


@rule("AUTH-011", "401")
def scheme_not_asked_for(inquiry: Inquiry) -> Iterator[Finding]:
    """The challenge names other schemes than the one that was sent."""
    asked = [scheme for scheme in challenges(inquiry) if scheme in SCHEMES]
    if WAS_READ.search(inquiry.error.message):
        return
    for each in credentials(inquiry):
        if asked and each.scheme and each.scheme.lower() in SCHEMES and each.scheme.lower() not in asked:
            scheme = asked[0].capitalize()
            yield likely(
                f"The API asks for {scheme} credentials; the call sends {each.scheme}.",
                at=each.location,
                see=(each.evidence, inquiry.got_header(inquiry.response.headers.field("WWW-Authenticate"))),
                fix=(
                    f"Send `Authorization: {scheme} …` as the reference shows.",
                    "With curl, `-u` makes Basic and `-H 'Authorization: Bearer …'` makes Bearer.",
                ),
                cite=rfc(9110, "11.6.1"),
                corrected=example(inquiry, Wanted("Authorization", scheme, said=True)),
            )


@rule("AUTH-012", "401")
def key_in_the_query(inquiry: Inquiry) -> Iterator[Finding]:
    """The key goes in the query while the challenge asks for a header."""
    sent = credentials(inquiry)
    if not challenges(inquiry) or any(each.location.place is Place.HEADER for each in sent):
        return
    for each in sent:
        yield possible(
            f"The key is sent in the query as `{each.name}`, but the API asks for an `Authorization` header.",
            at=each.location,
            see=each.evidence,
            fix=("Send it in the header: URLs are logged on their way, headers are not.",),
            cite=rfc(6750, "2.3"),
            corrected=with_header(inquiry, "Authorization", f"{_wanted_scheme(inquiry)} <your key>"),
        )


@rule("AUTH-013", "401", "403", "404")
def key_of_another_environment(inquiry: Inquiry) -> Iterator[Finding]:
    """A live key at a sandbox, or a test key at a host that calls itself live."""
    where = environment(inquiry.host)
    for each in credentials(inquiry):
        mode = each.mask.facts.mode if each.mask is not None else ""
        if (mode == "live" and where not in ("", "live", "local")) or (mode == "test" and says_live(inquiry.host)):
            yield likely(
                f"The key is a {mode} key, but {inquiry.host} is not the {mode} environment.",
                at=each.location,
                see=(each.evidence, inquiry.in_call(inquiry.call.url_span)),
                fix=(f"Use the key of that environment, or call the {mode} host.",),
                cite=rfc(9110, "15.5.2"),
            )


def _filled(inquiry: Inquiry, credential: Credential) -> str:
    if credential.location.place is Place.QUERY:
        return f"{credential.name}=<your key>"
    scheme = credential.scheme or (_wanted_scheme(inquiry) if credential.name.lower() == "authorization" else "")
    return with_header(inquiry, credential.name, f"{scheme} <your key>".strip())
