"""Keys that give themselves away: a public prefix, a fixed alphabet and length, as vendors and the public scanners
(GitHub secret scanning's and GitGuardian's lists of supported secrets) describe them. Needs no name and no context.
"""

import re

from triage.engine.redaction.find import Find
from triage.engine.redaction.paste import Paste
from triage.engine.redaction.placeholders import is_placeholder
from triage.engine.redaction.shape import has_key_prefix, is_random

# Public prefix, what follows it, and the kind. Case counts; no letter or digit stands before it.
_GITLAB = ("pat", "dt", "rt", "cbt", "ptt", "soat", "ft", "imt", "agent", "ffct", "oas")
_B = r"[A-Za-z0-9]"
_U = r"[A-Za-z0-9_-]"
_VENDORS: tuple[tuple[str, str, str], ...] = (
    *((f"sk_{mode}_", rf"{_B}{{10,}}", "api-key") for mode in ("live", "test", "prod", "sbox", "sandbox")),
    *((f"rk_{mode}_", rf"{_B}{{10,}}", "api-key") for mode in ("live", "test")),
    ("whsec_", r"[A-Za-z0-9+/=_-]{16,}", "secret"),
    *((f"gh{kind}_", rf"{_B}{{30,}}", "token") for kind in "pousr"),
    ("github_pat_", r"\w{36,}", "token"),
    *((f"gl{kind}-", rf"{_U}{{18,}}(?:\.{_U}+)*", "token") for kind in _GITLAB),
    *((f"xox{kind}-", r"[A-Za-z0-9-]{10,}", "token") for kind in "abeoprs"),
    ("xoxe.xox", r"[A-Za-z0-9.-]{20,}", "token"),
    ("xapp-", r"[A-Za-z0-9-]{20,}", "token"),
    *((prefix, r"[A-Z0-9]{16}(?![A-Za-z0-9~])", "access-key-id") for prefix in ("AKIA", "ASIA", "ABIA", "ACCA")),
    ("IQoJb3JpZ2lu", r"[A-Za-z0-9+/=%_-]{50,}", "token"),
    ("FwoGZXIvYXdz", r"[A-Za-z0-9+/=%_-]{50,}", "token"),
    ("LTAI", rf"{_B}{{12,26}}(?![A-Za-z0-9])", "access-key-id"),
    ("AKID", rf"{_B}{{32}}(?![A-Za-z0-9])", "access-key-id"),
    ("AIza", rf"{_U}{{30,}}", "api-key"),
    ("ya29.", r"[\w.-]{20,}", "token"),
    ("GOCSPX-", rf"{_U}{{20,}}", "secret"),
    ("1//0", rf"{_U}{{30,}}", "token"),
    ("SG.", rf"{_U}{{16,}}\.{_U}{{16,}}", "api-key"),
    ("key-", r"[0-9a-f]{32}(?![0-9a-f])", "api-key"),
    *((f"sk-{kind}-", rf"{_U}{{16,}}", "api-key") for kind in ("ant", "proj", "svcacct", "admin", "or", "None", "lf")),
    ("sk-", rf"{_B}{{20,}}", "api-key"),
    ("hf_", rf"{_B}{{30,}}", "token"),
    ("npm_", rf"{_B}{{36}}", "token"),
    ("pypi-", rf"{_U}{{32,}}", "token"),
    *((f"do{kind}_v1_", r"[0-9a-f]{64}", "token") for kind in "opr"),
    *((f"shp{kind}_", r"[0-9a-fA-F]{32}", "token") for kind in ("at", "ca", "pa", "ss", "ua")),
    *((f"sq0{kind}-", rf"{_U}{{20,}}", "token") for kind in ("atp", "csp", "idp")),
    ("EAAA", rf"{_U}{{50,}}", "token"),
    ("EAA", rf"{_B}{{80,}}", "token"),
    ("lin_api_", rf"{_B}{{30,}}", "api-key"),
    ("lin_oauth_", rf"{_B}{{30,}}", "token"),
    ("figd_", rf"{_U}{{30,}}", "token"),
    ("PMAK-", r"[0-9a-f]{24}-[0-9a-f]{34}", "api-key"),
    ("rubygems_", r"[0-9a-f]{40,}", "api-key"),
    ("dckr_pat_", rf"{_U}{{20,}}", "token"),
    ("dckr_oat_", rf"{_U}{{20,}}", "token"),
    *((f"hv{kind}.", r"[\w-]{24,}", "token") for kind in "sbr"),
    ("pul-", r"[0-9a-f]{40}", "token"),
    *((f"NR{kind}-", r"[A-Za-z0-9-]{20,}", "api-key") for kind in ("AK", "II", "AA", "RA")),
    ("glsa_", r"\w{32,}", "token"),
    ("glc_", r"[A-Za-z0-9+/=]{32,}", "token"),
    ("tskey-", r"[A-Za-z0-9-]{20,}", "api-key"),
    ("fo1_", rf"{_U}{{40,}}", "token"),
    ("sbp_", r"[0-9a-f]{40}", "token"),
    ("sb_secret_", rf"{_U}{{20,}}", "api-key"),
    *((f"pscale_{kind}_", r"[\w.-]{30,}", "token") for kind in ("tkn", "pw", "oauth")),
    ("rnd_", rf"{_B}{{28,}}", "api-key"),
    ("nfp_", rf"{_B}{{36}}", "token"),
    ("napi_", rf"{_B}{{40,}}", "api-key"),
    ("CFPAT-", rf"{_U}{{40,}}", "token"),
    ("AGE-SECRET-KEY-1", r"[0-9A-Z]{58}", "private-key"),
    ("secret_", rf"{_B}{{40,}}", "token"),
    ("ntn_", rf"{_B}{{40,}}", "token"),
    ("pat", rf"{_B}{{14}}\.[0-9a-f]{{64}}", "token"),
    *((f"pat-{region}-", r"[0-9a-f-]{36}", "token") for region in ("na1", "na2", "eu1", "ap1")),
    ("dapi", r"[0-9a-f]{32}(?:-\d)?", "token"),
    *((f"dp.{kind}.", r"[\w.-]{40,}", "token") for kind in ("pt", "st", "ct", "sa", "scim", "audit")),
    ("EZAK", rf"{_B}{{54}}", "api-key"),
    ("EZTK", rf"{_B}{{54}}", "api-key"),
    ("FLWSECK-", r"[A-Za-z0-9-]{12,}", "api-key"),
    ("FLWSECK_TEST-", r"[A-Za-z0-9-]{12,}", "api-key"),
    ("gsk_", rf"{_B}{{40,}}", "api-key"),
    ("xai-", rf"{_B}{{40,}}", "api-key"),
    ("pplx-", rf"{_B}{{40,}}", "api-key"),
    ("r8_", rf"{_B}{{30,}}", "token"),
    ("nvapi-", rf"{_U}{{40,}}", "api-key"),
    ("tvly-", rf"{_U}{{20,}}", "api-key"),
    ("lsv2_pt_", r"\w{32,}", "api-key"),
    ("lsv2_sk_", r"\w{32,}", "api-key"),
    ("phx_", rf"{_U}{{30,}}", "api-key"),
    ("APP_USR-", r"[A-Za-z0-9-]{30,}", "token"),
    ("A21AA", rf"{_U}{{60,}}", "token"),
    ("oy2", r"[a-z0-9]{43}(?![a-z0-9])", "api-key"),
    ("xkeysib-", r"[0-9a-f]{64}-\w{16}", "api-key"),
    ("xsmtpsib-", r"[0-9a-f]{64}-\w{16}", "api-key"),
    *((f"v{version}.local.", rf"{_U}{{40,}}(?:\.{_U}+)?", "token") for version in "1234"),
    *((f"v{version}.public.", rf"{_U}{{40,}}(?:\.{_U}+)?", "token") for version in "1234"),
    ("Atza|", rf"{_U}{{50,}}", "token"),
    ("Atzr|", rf"{_U}{{50,}}", "token"),
    ("amzn.mws.", r"[0-9a-f-]{36}", "token"),
    ("SWMTKN-1-", r"[a-z0-9-]{50,}", "token"),
    ("sntrys_", r"[\w+/=.-]{40,}", "token"),
    ("sntryu_", r"[0-9a-f]{64}", "token"),
    ("ATATT3", r"[\w=-]{60,}", "api-key"),
    ("ATCTT3", r"[\w=-]{60,}", "api-key"),
    ("ATTA", r"[0-9a-f]{64,}", "token"),
    ("BBDC-", r"[A-Za-z0-9+/]{40,}", "token"),
    ("re_", rf"{_B}{{8}}_{_B}{{20,}}", "api-key"),
    ("rpa_", rf"{_B}{{40,}}", "api-key"),
    ("sk_", r"[0-9a-f]{48}(?![0-9a-f])", "api-key"),
    ("sl.", rf"{_U}{{100,}}", "token"),
    ("tfp_", rf"{_U}{{40,}}", "token"),
    ("sgp_", r"[0-9a-f_]{40,}", "token"),
    ("y0_", rf"{_U}{{50,}}", "token"),
    ("AQVN", rf"{_U}{{35,}}", "api-key"),
    ("dnkey-", r"[a-z0-9=_-]{20,}", "api-key"),
    ("pnu_", rf"{_B}{{36}}", "api-key"),
    ("rdme_", r"[a-z0-9]{70}", "api-key"),
    ("CLOJARS_", r"[a-z0-9]{60}", "token"),
    ("ico-", rf"{_B}{{32}}", "api-key"),
    ("pdl_live_apikey_", r"\w{30,}", "api-key"),
    ("pdl_sdbx_apikey_", r"\w{30,}", "api-key"),
    ("access-production-", r"[0-9a-f-]{36}", "token"),
    ("access-sandbox-", r"[0-9a-f-]{36}", "token"),
    ("access-development-", r"[0-9a-f-]{36}", "token"),
    ("ops_eyJ", r"[A-Za-z0-9+/=_-]{100,}", "token"),
    ("PUBNUB_sec-c-", r"[0-9a-f-]{36}", "secret"),
    ("sec-c-", rf"{_B}[A-Za-z0-9-]{{30,}}", "secret"),
    ("tk-us-", rf"{_U}{{40,}}", "token"),
    ("frp_", rf"{_B}{{30,}}", "token"),
    ("cal_live_", r"[0-9a-f]{32}", "api-key"),
    ("vcp_", rf"{_B}{{40,}}", "token"),
    ("bkua_", r"[0-9a-f]{40}", "token"),
    ("ABSK", r"[A-Za-z0-9+/=]{80,}", "api-key"),
    ("AAAA", rf"{_U}{{7}}:APA91{_U}{{100,}}", "api-key"),
    ("hooks.slack.com/", r"(?:services|workflows|triggers)/[\w/]{20,}", "secret"),
    ("discord.com/api/webhooks/", r"\d{16,20}/[\w-]{30,}", "secret"),
    ("discordapp.com/api/webhooks/", r"\d{16,20}/[\w-]{30,}", "secret"),
    ("webhook.office.com/", r"[\w@./-]{60,}", "secret"),
)  # fmt: skip

_BY_LITERAL: dict[str, list[tuple[re.Pattern[str], str, str]]] = {}
for _prefix, _rest, _kind in _VENDORS:
    _pattern = re.compile(rf"(?<![A-Za-z0-9_]){re.escape(_prefix)}({_rest})(?<![.-])")
    _BY_LITERAL.setdefault(_prefix.lower(), []).append((_pattern, _prefix, _kind))
_BY_HEAD: dict[str, list[str]] = {}
for _literal in sorted(_BY_LITERAL, key=len, reverse=True):
    _BY_HEAD.setdefault(_literal[:2], []).append(_literal)

VENDOR_LITERALS: tuple[str, ...] = tuple(_BY_LITERAL)
# acme_live_x: vendors nobody has listed follow the same habit.
MODE_LITERALS = tuple(
    f"{sign}{mode}{sign}"
    for mode in ("live", "test", "prod", "production", "sandbox", "sbox", "staging")
    for sign in "_-"
)
_ANY_VENDOR = re.compile(
    r"(?<![A-Za-z0-9_-])(?P<prefix>[A-Za-z][A-Za-z0-9]{0,11}(?:[_-][a-z]{1,8})?)[_-]"
    r"(?:live|test|prod|production|sandbox|sbox|staging)[_-](?P<body>[A-Za-z0-9_-]{16,})"
)
_PUBLIC = re.compile(
    r"(?:pk|pub|public|publishable|cs|client|price|prod|prices?|plan|acct|cus|evt|pi|pay)(?:[_-]|$)", re.IGNORECASE
)
_MODES = re.compile(r"[_-](live|test|prod|production|sandbox|sbox|staging)[_-]")
_AWS_ID = 20  # characters
_AWS_SECRET = re.compile(
    r"(?:[^\n]{0,80}\n){0,2}?[^\n]{0,80}?(?<![A-Za-z0-9/+=])(?P<secret>(?=[^\s/]{0,39}[0-9])[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])"
)
_BOT = re.compile(r"(?<![0-9])[0-9]{6,12}:AA[\w-]{30,}")
_MAILCHIMP = re.compile(r"(?<![0-9a-z])[0-9a-f]{32}-us\d{1,2}(?![0-9a-z])")
OTHER_LITERALS = (":aa", "-us1", "-us2", "-us3", "-us4", "-us5", "-us6", "-us7", "-us8", "-us9")


def vendor(paste: Paste, start: int, literal: str) -> list[Find]:
    """The key whose public prefix (in lower case) stands at ``start``."""
    for pattern, prefix, kind in _BY_LITERAL.get(literal, ()):
        match = pattern.match(paste.text, start)
        if match is not None and not is_placeholder(match.group(1)) and not _worded(match.group(1)):
            begin = match.start() if not prefix.endswith("/") else match.start(1)
            return [Find(begin, match.end(), kind, "", f"vendor:{fit_prefix(prefix)}")]
    return []


def secret_beside(paste: Paste, find: Find) -> Find | None:
    """The secret key that stands beside its id: 40 characters of base64, on the same line or the next two."""
    if find.end - find.start != _AWS_ID or not paste.text.startswith(("AKIA", "ASIA"), find.start):
        return None
    match = _AWS_SECRET.match(paste.text, find.end)
    if match is None or not is_random(match.group("secret")):
        return None
    return Find(*match.span("secret"), "secret", "", "vendor:beside")


def _worded(body: str) -> bool:
    """Whether the body is made of words (``sk_live_your_key_goes_here``)."""
    return body.replace("_", "").replace("-", "").isalpha() and body.islower()


def any_vendor(paste: Paste, start: int) -> list[Find]:
    """``acme_live_…``: a key of a vendor that is not listed; publishable keys and ids are left."""
    lead = paste.text[max(start - 22, 0) : start]
    begin = start - (len(lead) - len(lead.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")))
    match = _ANY_VENDOR.match(paste.text, begin)
    if match is None or _PUBLIC.match(match.group("prefix")) or not is_random(match.group("body")):
        return []
    return [Find(match.start(), match.end(), "api-key", "", "vendor:any")]


def other(paste: Paste, start: int) -> list[Find]:
    """Keys whose fixed part stands in their middle: Telegram's bots, Mailchimp's data centres."""
    text = paste.text
    for pattern, back in ((_BOT, 12), (_MAILCHIMP, 32)):
        match = pattern.search(text, max(start - back, 0), start + 80)
        if match is not None and match.start() <= start < match.end():
            return [Find(match.start(), match.end(), "token" if back == 12 else "api-key", "", "vendor:other")]
    return []


def fit_prefix(prefix: str) -> str:
    """A vendor's prefix as the name of its detector."""
    return prefix.rstrip("_-./|").lower()


_BINARY = ("IQoJ", "FwoG", "AAAA")  # base64 of what all such tokens begin with, not a prefix that people know


def public_prefix(value: str) -> str:
    """The public prefix of a key: that of a listed vendor, or one of the ``acme_live_`` habit; empty if it has none."""
    if value.startswith(_BINARY):
        return ""
    for literal in _BY_HEAD.get(value[:2].lower(), ()):
        for pattern, prefix, _ in _BY_LITERAL[literal]:
            if pattern.match(value):
                return prefix
    return has_key_prefix(value)


def mode_of(prefix: str) -> str:
    """``test`` or ``live``, where the prefix says so."""
    match = _MODES.search(prefix)
    if match is None:
        return ""
    return "live" if match.group(1) in ("live", "prod", "production") else "test"
