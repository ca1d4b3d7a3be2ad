"""An outage made up: which customers meet which faults, when, and what they paste. The same seed makes the same.

Credentials, ids and names are drawn; none belongs to anybody. What makes customers of one fault alike is what makes a
fault: method, path but for its ids, status, error code.
"""

import json
import random
import string
from collections.abc import Callable
from dataclasses import dataclass

HOSTS = ("api.acme-pay.example", "api.eu.acme-pay.example", "api.us.acme-pay.example")
LETTERS = string.ascii_letters + string.digits
REASONS = {
    400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 409: "Conflict", 429: "Too Many Requests",
    500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of the API; ``{…}`` in the path stands for an id that begins with what is between the braces."""

    method: str
    path: str
    status: int
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.status} on {self.method} {self.path.replace('_}', '}')}"


FAULTS = (
    Fault("POST", "/v1/subscriptions", 503, "service_unavailable", "Subscriptions are temporarily unavailable."),
    Fault("GET", "/v1/invoices/{in_}/pdf", 500, "internal_error", "Something went wrong on our side."),
    Fault("GET", "/v1/account/limits", 401, "invalid_api_key", "This API key is not valid."),
    Fault("POST", "/v1/transfers/{tr_}/reversals", 504, "upstream_timeout", "The ledger did not answer in time."),
    Fault("GET", "/v1/exchange_rates", 502, "bad_gateway", "The rates service gave no valid answer."),
    Fault("PATCH", "/v1/merchants/{mrc_}", 500, "database_error", "The change could not be stored."),
    Fault("POST", "/v1/checkout/sessions", 503, "maintenance", "Checkout is being restarted."),
    Fault("DELETE", "/v1/cards/{card_}", 500, "vault_error", "The card vault refused the call."),
    Fault("GET", "/v1/disputes/{dp_}/evidence", 504, "upstream_timeout", "The archive did not answer in time."),
    Fault("POST", "/v1/identity/checks", 502, "bad_gateway", "The identity service gave no valid answer."),
    Fault("GET", "/v1/reports/{rep_}/rows", 503, "overloaded", "Too many reports are being made."),
    Fault("PUT", "/v1/webhooks/{we_}/secret", 500, "internal_error", "Something went wrong on our side."),
)
RESOURCES = ("terminals", "readers", "coupons", "quotes", "mandates", "tax_rates", "topups", "vouchers", "locations")
PARTS = ("", "/history", "/balance", "/settings", "/events", "/preview")
PEOPLE = ("Ada", "Bo", "Chidi", "Dana", "Elif", "Femi", "Gita", "Hugo", "Ines", "Jun", "Kofi", "Lena", "Mateo", "Nora")
SURNAMES = ("Okafor", "Berg", "Costa", "Dubois", "Evans", "Fuchs", "Garcia", "Horvat", "Ito", "Jansen", "Kaya", "Lund")
COMPANIES = (
    "tern-logistics",
    "oakbook",
    "pinewheel",
    "harbour-tickets",
    "quince",
    "saltmarsh",
    "copperleaf",
    "ravelin",
)


@dataclass(frozen=True, slots=True)
class Report:
    """What one customer hands in, ``at`` so many seconds after the beginning; ``lone``: nobody else meets it."""

    at: float
    fault: Fault
    name: str
    email: str
    paste: str
    lone: bool


def outage(*, customers: int, faults: int, lone: int, seconds: float, seed: int) -> tuple[Report, ...]:
    """What is handed in, in the order of time: each customer meets a fault, ``lone`` others one of their own."""
    drawn = random.Random(seed)  # noqa: S311  (nothing here is a secret)
    met = [FAULTS[number % faults] for number in range(customers)]
    own = [(fault, True) for fault in _of_one_customer(drawn, lone)]
    reports = [
        _report(drawn, number, fault, is_lone, at=drawn.uniform(0, seconds))
        for number, (fault, is_lone) in enumerate([*((fault, False) for fault in met), *own])
    ]
    return tuple(sorted(reports, key=lambda report: report.at))


def most_alone() -> int:
    """How many faults of one customer there are to draw from."""
    return len(RESOURCES) * len(PARTS)


def _of_one_customer(drawn: random.Random, lone: int) -> list[Fault]:
    paths = [f"/v1/{resource}/{{{resource[:3]}_}}{part}" for resource in RESOURCES for part in PARTS]
    return [
        Fault("GET", path, drawn.choice((500, 502, 503)), "internal_error", "Something went wrong on our side.")
        for path in drawn.sample(paths, lone)
    ]


def _report(drawn: random.Random, number: int, fault: Fault, lone: bool, *, at: float) -> Report:
    name = f"{drawn.choice(PEOPLE)} {drawn.choice(SURNAMES)}"
    email = f"{name.lower().replace(' ', '.')}.{number}@{drawn.choice(COMPANIES)}.example"
    return Report(at, fault, name, email, drawn.choice(FORMS)(drawn, fault), lone)


def _filled(drawn: random.Random, path: str) -> str:
    before, brace, rest = path.partition("{")
    prefix, _, after = rest.partition("}")
    return f"{before}{prefix}{_letters(drawn, 14)}{after}" if brace else path


def _letters(drawn: random.Random, length: int) -> str:
    return "".join(drawn.choices(LETTERS, k=length - 1)) + drawn.choice(string.digits)


def _key(drawn: random.Random) -> str:
    return "sk_" + "live_" + _letters(drawn, 24)


def _sent(drawn: random.Random, fault: Fault) -> str:
    """The body of the call; empty where the method sends none."""
    if fault.method in ("GET", "DELETE"):
        return ""
    return json.dumps({"amount": drawn.randrange(100, 90_000), "currency": drawn.choice(("eur", "usd", "gbp"))})


def _answered(drawn: random.Random, fault: Fault, *, indent: int | None = None) -> str:
    error = {"code": fault.code, "message": fault.message, "request_id": f"req_{_letters(drawn, 10)}"}
    return json.dumps({"error": error}, indent=indent)


def _curl_i(drawn: random.Random, fault: Fault) -> str:
    body = _sent(drawn, fault)
    sends = f" \\\n  -H 'Content-Type: application/json' \\\n  -d '{body}'" if body else ""
    return (
        f"$ curl -i -X {fault.method} https://{drawn.choice(HOSTS)}{_filled(drawn, fault.path)} \\\n"
        f"  -H 'Authorization: Bearer {_key(drawn)}'{sends}\n\n"
        f"HTTP/2 {fault.status}\ncontent-type: application/json\n\n{_answered(drawn, fault)}\n"
    )


def _curl_v(drawn: random.Random, fault: Fault) -> str:
    host, path, body = drawn.choice(HOSTS), _filled(drawn, fault.path), _sent(drawn, fault)
    sends = f" -d '{body}'" if body else ""
    return (
        f"$ curl -v -X {fault.method} https://{host}{path}{sends}\n"
        f"* Connected to {host} (203.0.113.{drawn.randrange(1, 250)}) port 443\n"
        f"> {fault.method} {path} HTTP/1.1\n> Host: {host}\n> User-Agent: curl/8.5.0\n"
        f"> Authorization: Bearer {_key(drawn)}\n> Accept: */*\n> \n"
        f"< HTTP/1.1 {fault.status} {REASONS[fault.status]}\n< Content-Type: application/json\n< \n"
        f"{_answered(drawn, fault)}\n* Connection #0 to host {host} left intact\n"
    )


def _raw(drawn: random.Random, fault: Fault) -> str:
    body = _sent(drawn, fault)
    return (
        f"{fault.method} {_filled(drawn, fault.path)} HTTP/1.1\nHost: {drawn.choice(HOSTS)}\n"
        f"Authorization: Bearer {_key(drawn)}\nContent-Type: application/json\n\n{body}\n\n"
        f"HTTP/1.1 {fault.status} {REASONS[fault.status]}\nContent-Type: application/json\n\n"
        f"{_answered(drawn, fault, indent=2)}\n"
    )


FORMS: tuple[Callable[[random.Random, Fault], str], ...] = (_curl_i, _curl_v, _raw)
