"""The sign-in portal of a Wi-Fi or guest network answered in place of the API.

A portal can answer plain HTTP only: it redirects to an address of its own, which usually carries the address that was
asked for and the hardware address of the machine, or shows its page under a 200 (RFC 8952 section 1).
"""

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, unquote

from triage.engine.finding import Actor, Evidence, Finding, Location, Place
from triage.engine.rules.arrival.pages import PROXY_MARKS, is_web_page
from triage.engine.rules.arrival.redirects import MOVED, target_of
from triage.engine.rules.asking.citations import rfc
from triage.engine.rules.asking.hosts import same_site
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.rule import certain, likely, rule

FRONT = 20_000
# Words of portals in an address, and parameters that only they send: the WISPr protocol's, those of Cisco, Aruba,
# UniFi, Fortinet, MikroTik and CoovaChilli.
ADDRESS = re.compile(
    r"captive|hotspot|wi-?fi|wlan|guest(?:net|portal|/s/)|customwebauth|fgtauth|nodogsplash|uamip=|uamport=|"
    r"switch_url=|ap_mac=|client_mac=|[?&](?:mac|nasid|ap|ssid|userip|sip)=|/portal(?:/|\?|$)",
    re.IGNORECASE,
)
HARDWARE = re.compile(r"\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b|[?&][a-z_]*mac=[0-9a-f]{12}\b", re.IGNORECASE)
PAGE = re.compile(
    r"<WISPAccessGatewayParam|captive.?portal|<title>[^<]{0,80}(?:wi-?fi|hotspot|guest (?:network|access|portal))|"
    r"http-equiv=[\"']?refresh[^>]{0,200}(?:uamip=|res=notyet|captive|hotspot|guest-?wi-?fi|nodogsplash|network-auth)|"
    r"(?:connect|access) to (?:the )?internet|internet access[^<]{0,40}(?:terms|accept)|nodogsplash|"
    r"(?:accept|agree)[^<]{0,60}(?:to (?:use|join|connect)[^<]{0,20}(?:network|wi-?fi))",
    re.IGNORECASE,
)


@rule("PAGE-008", "body", "200", *MOVED, needs_call=False, stops=True)
def captive_portal(inquiry: Inquiry) -> Iterator[Finding]:
    """A redirect to a portal, or its page under a 200."""
    evidence = _page(inquiry) if inquiry.status in (0, 200) else _redirect(inquiry)
    if evidence is not None:
        # Only plain HTTP can be answered by a portal; HTTPS would have failed at the certificate.
        say = certain if inquiry.call.parts.scheme == "http" else likely
        yield say(
            "A sign-in portal of the network you are on answered; the call never reached the API.",
            at=Location(Place.NETWORK),
            see=evidence,
            fix=(
                "Open a web page in a browser on the same network and sign in or accept its terms.",
                "Call the API with `https://`, so that no portal can answer in its name.",
                "Do not follow the redirect: your key would go along.",
            ),
            cite=rfc(8952, "1"),
            actor=Actor.NETWORK,
        )


def _page(inquiry: Inquiry) -> Evidence | None:
    text = inquiry.answer.text[:FRONT]
    if not is_web_page(inquiry):
        return None
    # Over HTTPS only a filter with a certificate of its own can answer; what reads like a portal is the vendor's page.
    found = PAGE.search(text) if inquiry.call.parts.scheme != "https" else None
    mark = found[0] if found else next((each for each in PROXY_MARKS if each in text), "")
    return inquiry.in_answer(mark) or (inquiry.status_line if mark else None)


def _redirect(inquiry: Inquiry) -> Evidence | None:
    target = target_of(inquiry)
    if target is None or not inquiry.host or not target.netloc or same_site(inquiry.host, target.hostname or ""):
        return None
    header = inquiry.response.headers.field("Location")
    return inquiry.got_header(header) if _is_portal(inquiry, target) else None


def _is_portal(inquiry: Inquiry, target: SplitResult) -> bool:
    """A portal's words and the address that was asked for, or the machine's own address."""
    address = unquote(target.geturl()[:4000])
    carries = inquiry.host in address.partition("?")[2]
    named = ADDRESS.search(address) is not None
    return (named and (carries or inquiry.call.parts.scheme == "http")) or HARDWARE.search(address) is not None
