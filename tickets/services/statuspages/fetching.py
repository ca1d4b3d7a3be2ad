"""An answer of a status page over HTTP, bounded in time, size and reach. Called by a worker, never in a request.

The address is staff's, yet what it leads to is not: the desk stands inside the vendor's network, where a name that
resolves to a private address, or a redirect to one, would read what the world must not. So each name is resolved
here, every address of it is looked at, and the connection goes to the very address that was looked at.
"""

import asyncio
import ipaddress
import socket
import zlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx
from django.conf import settings

from tickets.services.statuspages.values import MAX_BYTES

PATIENCE = 3.0  # seconds for all answers of a page, names and redirects included
REDIRECTS = 3
MOVED = (301, 302, 303, 307, 308)
AGENT = "status-page-reader/1"
ASKED = {"Accept": "application/json, application/rss+xml, application/atom+xml, */*;q=0.1", "User-Agent": AGENT}
LOOPBACK = ("127.0.0.1", "localhost", "::1")
PORTS = {"http": 80, "https": 443}
NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052 section 2.1


class Unfetched(Exception):
    """No answer came that could be read; its words tell staff why, and quote nothing that was answered."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The answers, in the order of the addresses; ``same`` where the page said that nothing changed (then none)."""

    bodies: tuple[bytes, ...] = field(repr=False)
    etag: str = ""
    same: bool = False


def fetch(addresses: Sequence[str], *, etag: str = "", patience: float = PATIENCE) -> Fetched:
    """What the addresses answer within ``patience`` seconds in all. Raises Unfetched.

    ``etag`` is asked for with If-None-Match (RFC 9110 section 13.1.2) where there is one address.
    """
    resolver = ThreadPoolExecutor(max_workers=1)  # getaddrinfo keeps no time-out: it is left behind where it hangs
    try:
        return asyncio.run(_within(addresses, etag if len(addresses) == 1 else "", patience, resolver))
    except (TimeoutError, httpx.TimeoutException):
        raise Unfetched(f"It did not answer within {patience:g} seconds.") from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
        raise Unfetched(f"It could not be reached ({type(error).__name__}).") from None
    finally:
        resolver.shutdown(wait=False, cancel_futures=True)


async def _within(addresses: Sequence[str], etag: str, patience: float, resolver: ThreadPoolExecutor) -> Fetched:
    # No proxy and no password file of the machine's: what is reached is what was looked at.
    async with asyncio.timeout(patience), httpx.AsyncClient(trust_env=False, timeout=patience) as client:
        answers = [await _answer(client, address, etag, resolver) for address in addresses]
    first = answers[0]
    return first if first.same else Fetched(tuple(each.bodies[0] for each in answers), first.etag)


async def _answer(client: httpx.AsyncClient, address: str, etag: str, resolver: ThreadPoolExecutor) -> Fetched:
    """One answer, after redirects that stay at the same host."""
    url = httpx.URL(address)
    for _ in range(REDIRECTS + 1):
        request = await _request(client, url, etag, resolver)
        response = await client.send(request, stream=True)
        try:
            if response.status_code not in MOVED:
                return await _taken(response)
            url = _redirected(url, response.headers.get("Location", ""))
        finally:
            await response.aclose()
    raise Unfetched("It redirects without end.")


async def _request(client: httpx.AsyncClient, url: httpx.URL, etag: str, resolver: ThreadPoolExecutor) -> httpx.Request:
    """A request to an address of the host that may be reached, under the host's own name for HTTP and TLS."""
    if url.scheme not in PORTS or not may_be_read(str(url)):
        raise Unfetched("Only https is read.")
    port = url.port or PORTS[url.scheme]
    loop = asyncio.get_running_loop()
    found = await loop.run_in_executor(resolver, _resolved, url.host, port)
    headers = {**ASKED, "Host": url.netloc.decode("ascii"), "Accept-Encoding": "gzip"}
    if etag:
        headers["If-None-Match"] = etag
    return client.build_request(
        "GET", url.copy_with(host=found), headers=headers, extensions={"sni_hostname": url.host}
    )


def _resolved(host: str, port: int) -> str:
    """An address of the host. Raises Unfetched where any of its addresses is none that the world can reach."""
    found = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    developing = settings.DEBUG and host in LOOPBACK
    if not (settings.STATUS_PAGE_PRIVATE or developing or all(_is_public(each) for each in found)):
        raise Unfetched("Its host is at a private address; STATUS_PAGE_PRIVATE allows that.")
    return found[0]


def _is_public(address: str) -> bool:
    """Whether the world reaches it; of an IPv6 address that carries an IPv4 one, whether it reaches that."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        carried = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if carried is not None and not _is_public(str(carried)):
            return False
        if ip in NAT64:
            return _is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip.is_global and not ip.is_multicast


def may_be_read(address: str) -> bool:
    """Whether an address is https, or of this machine while the desk is being developed."""
    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, UnicodeError):
        return False
    if not url.host or url.userinfo:
        return False
    return url.scheme == "https" or (settings.DEBUG and url.scheme == "http" and url.host in LOOPBACK)


def _redirected(url: httpx.URL, location: str) -> httpx.URL:
    """Where the answer points. Raises Unfetched for another host, and for less than https after https."""
    to = url.join(location)
    if (to.scheme, to.host, to.port) != (url.scheme, url.host, url.port):
        raise Unfetched("It redirects to another host; write that one, if it is right.")
    return to


async def _taken(response: httpx.Response) -> Fetched:
    if response.status_code == httpx.codes.NOT_MODIFIED:
        return Fetched((), same=True)
    if response.status_code != httpx.codes.OK:
        raise Unfetched(f"It answered with status {response.status_code}.")
    raw = bytearray()
    async for chunk in response.aiter_raw():
        raw += chunk
        if len(raw) > MAX_BYTES:
            raise Unfetched(f"Its answer is larger than {MAX_BYTES:,} bytes.")
    etag = response.headers.get("ETag", "")
    return Fetched((_unpacked(bytes(raw), response.headers.get("Content-Encoding", "")),), etag[:200])


def _unpacked(raw: bytes, encoding: str) -> bytes:
    """The answer as it was before gzip, never more of it than is read. Raises Unfetched."""
    if encoding.lower() in ("", "identity"):
        return raw
    if encoding.lower() not in ("gzip", "x-gzip"):
        raise Unfetched("Its answer is packed in a way that was not asked for.")
    try:
        unpacked = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(raw, MAX_BYTES + 1)
    except zlib.error:
        raise Unfetched("Its answer is no gzip, though it says so.") from None
    if len(unpacked) > MAX_BYTES:
        raise Unfetched(f"Its answer unpacks to more than {MAX_BYTES:,} bytes.")
    return unpacked
