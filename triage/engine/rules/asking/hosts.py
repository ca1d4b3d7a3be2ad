"""Which host a call goes to, and which environment the host's name names."""

import re

from triage.engine.exchange import Call
from triage.engine.reference.openapi.hosts import Relation, relation

# Labels of host names that say which environment answers; everything else is live.
ENVIRONMENTS = {
    "sandbox": "sandbox", "sbx": "sandbox", "test": "test", "testing": "test", "tst": "test", "staging": "staging",
    "stage": "staging", "stg": "staging", "dev": "dev", "development": "dev", "qa": "qa", "uat": "uat",
    "preprod": "staging", "demo": "demo", "mock": "mock", "preview": "preview", "localhost": "local",
}  # fmt: skip
SAID_LIVE = {"live", "prod", "production"}
LOCAL = re.compile(r"127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|::1$")


def host_of(call: Call) -> str:
    """The host the call goes to, from its URL or its Host header, without port and in small letters."""
    host = call.parts.netloc.rpartition("@")[2] or call.headers.get("Host")
    return re.sub(r":\d*$", "", host).strip("[]").lower()


def environment(host: str) -> str:
    """Which environment a host name names: sandbox, test, staging …, ``local``, else ``live``; empty for no host."""
    if not host:
        return ""
    if LOCAL.match(host):
        return "local"
    return next((ENVIRONMENTS[label] for label in _labels(host) if label in ENVIRONMENTS), "live")


def same_site(one: str, other: str) -> bool:
    """Whether two hosts stand under the same registered name, such as a sandbox and its production."""
    return relation(one, other) in (Relation.DOCUMENTED, Relation.SIBLING)


def says_live(host: str) -> bool:
    """The name itself says that it is the live environment."""
    return not SAID_LIVE.isdisjoint(_labels(host))


def _labels(host: str) -> list[str]:
    return re.split(r"[.-]", host.lower())
