"""Where a rule's claim is documented: RFCs, the IANA registries and the public manuals of tools."""

from triage.engine.finding import Citation


def rfc(number: int, section: str) -> Citation:
    """A section of an RFC at the RFC Editor."""
    url = f"https://www.rfc-editor.org/rfc/rfc{number}.html#section-{section}"
    return Citation("rfc", f"RFC {number} section {section}", url)


def manual(ref: str, url: str) -> Citation:
    """A page of a tool's or product's public manual."""
    return Citation("tool", ref, url)


CURL_EXIT_CODES = manual("curl manual, exit codes", "https://curl.se/docs/manpage.html#EXIT")
CURL_DATA = manual("curl manual, --data", "https://curl.se/docs/manpage.html#-d")
CURL_LOCATION = manual("curl manual, --location", "https://curl.se/docs/manpage.html#-L")
CURL_CERTIFICATES = manual("curl, verifying server certificates", "https://curl.se/docs/sslcerts.html")
STATUS_REGISTRY = Citation(
    "registry",
    "IANA HTTP Status Code Registry",
    "https://www.iana.org/assignments/http-status-codes/http-status-codes.xhtml",
)
