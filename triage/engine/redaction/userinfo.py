"""Credentials in URLs before the host (RFC 3986 section 3.2.1): the password goes, the user stays if it is no key."""

import re

from triage.engine.redaction.find import Find
from triage.engine.redaction.paste import Paste
from triage.engine.redaction.placeholders import is_placeholder
from triage.engine.redaction.shape import is_random
from triage.engine.redaction.vendors import public_prefix

_USERINFO = re.compile(
    r"""://(?P<user>[^\s/?\#:@"'“”‘’<>`\\\[\]]{0,512}+)(?::(?P<password>[^\s/?"'<>`\\]{0,512}))?@(?=[\w\[$%{<.-])"""
)
# A generated password may hold the slash that ought to be encoded; behind a port stands a path.
_WITH_SLASHES = re.compile(
    r"""://(?P<user>[^\s/?\#:@"'“”‘’<>`\\\[\]]{0,64}+):(?P<password>(?![0-9]{1,5}[/?])[^\s"'<>`\\@]{1,128})@(?=[\w\[])"""
)
_NO_PASSWORD = frozenset(("", "x", "x-oauth-basic", "x-token", "oauth2", "git", "api_token", "api", "-"))


def userinfo(paste: Paste, start: int) -> list[Find]:
    """The secret parts of the user information behind the ``://`` at ``start``."""
    match = _USERINFO.match(paste.text, start)
    if match is None and paste.text.find("@", start, start + 200) >= 0:
        match = _WITH_SLASHES.match(paste.text, start)
    if match is None or "ingest" in paste.lower[match.end() : match.end() + 40].partition("/")[0]:
        return []
    user, password = match.group("user"), match.group("password") or ""
    found = []
    if not is_placeholder(user) and _is_key(user, password):
        found.append(Find(match.start("user"), match.end("user"), "token", "", "userinfo"))
    if password.lower() not in _NO_PASSWORD and not is_placeholder(password):
        kind = "token" if is_random(password, 20) else "password"
        found.append(Find(match.start("password"), match.end("password"), kind, "", "userinfo"))
    return found


def _is_key(user: str, password: str) -> bool:
    return (
        is_random(user) or bool(public_prefix(user)) or (password.lower() in ("x", "x-oauth-basic") and len(user) >= 8)
    )
