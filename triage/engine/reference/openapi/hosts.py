"""How the host of a call stands to a documented server."""

import re
from enum import StrEnum

from rapidfuzz.distance import OSA

from triage.engine.reference.openapi.templates import values_in

# Names that stand for a server without telling which: a developer's own machine, a proxy, a documentation's example.
ANY = re.compile(
    r"localhost|127\.[\d.]+|0\.0\.0\.0|\[?::1\]?|10\.[\d.]+|192\.168\.[\d.]+|172\.[\d.]+|host\.docker\.internal|"
    r".*\.(?:local|localhost|test|invalid|example|ngrok\.io|ngrok-free\.app)|(?:.*\.)?example\.(?:com|org|net)"
)
# The part of a name under which one registers: of the second level where these stand below a country's code.
SECOND_LEVEL = {"co", "com", "net", "org", "gov", "ac", "edu", "or", "ne"}
NEAR = 2


class Relation(StrEnum):
    """How sure it is that the call goes to the documented API."""

    DOCUMENTED = "documented"
    SIBLING = "sibling"
    NEAR = "near"
    UNKNOWN = "unknown"
    FOREIGN = "foreign"

    @property
    def rank(self) -> int:
        """Higher is surer."""
        return -list(Relation).index(self)


def relation(host: str, server: str) -> Relation:
    """The relation of a call's host to a server's; both in small letters, ``server`` perhaps with ``{variables}``.

    A sandbox or a regional host under the same registered name is a sibling; one that differs by one or two letters
    is near, which is how a misspelt host looks.
    """
    server, host = _without_port(server), _without_port(host)
    if not host or not server or re.search(r"[{}$<>%]", host):
        return Relation.UNKNOWN
    if host == server:
        return Relation.DOCUMENTED
    if "{" in server and values_in(server, host) is not None:
        # Of a server that is all variable nothing is known.
        return Relation.UNKNOWN if "{" in _registered(server) else Relation.DOCUMENTED
    if _registered(host) == _registered(server):
        return Relation.SIBLING
    if len(server) > 6 and not _is_address(server) and OSA.distance(host, server, score_cutoff=NEAR) <= NEAR:
        return Relation.NEAR
    return Relation.UNKNOWN if ANY.fullmatch(host) else Relation.FOREIGN


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    bare = name if colon and port.isdecimal() and not name.endswith(":") else host
    return bare.removesuffix(".")


def _registered(host: str) -> str:
    """The last two labels, or three below ``co.uk`` and its kin; the whole name of an IP address."""
    if _is_address(host):
        return host
    labels = host.split(".")
    deep = len(labels) > 2 and labels[-2] in SECOND_LEVEL and len(labels[-1]) == 2
    return ".".join(labels[-3:] if deep else labels[-2:])


def _is_address(host: str) -> bool:
    return host.rpartition(".")[2].isdecimal()
