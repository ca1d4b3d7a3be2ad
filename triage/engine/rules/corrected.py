"""Fragments of the customer's own call, corrected, in the notation it was pasted in."""

import shlex

from triage.engine.rules.inquiry import Inquiry


def with_header(inquiry: Inquiry, name: str, value: str) -> str:
    """The header as curl's option or as a field line."""
    line = f"{name}: {value}"
    return f"-H {shlex.quote(line)}" if _is_curl(inquiry) else line


def with_url(inquiry: Inquiry, url: str) -> str:
    """The call's method with another URL."""
    return with_method(inquiry, inquiry.call.method, url)


def with_method(inquiry: Inquiry, method: str, url: str = "") -> str:
    """The call with another method, and another URL where one is given."""
    target = url or inquiry.call.url
    if _is_curl(inquiry):
        option = "" if method == "GET" else f"-X {method} "
        return f"curl {option}{shlex.quote(target)}"
    return f"{method} {target}"


def _is_curl(inquiry: Inquiry) -> bool:
    return inquiry.call.notation.startswith("curl")
