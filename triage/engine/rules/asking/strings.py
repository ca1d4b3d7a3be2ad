"""The strings of a JSON value with their places."""

from collections.abc import Iterator
from typing import Any

MOST = 2000


def strings(value: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every string of a JSON value with its path, in the order in which they stand; at most two thousand."""
    stack: list[tuple[tuple[str, ...], Any]] = [((), value)]
    left = MOST
    while stack and left:
        here, each = stack.pop()
        if isinstance(each, str):
            left -= 1
            yield here, each
        elif isinstance(each, dict):
            stack += reversed([((*here, str(key)), inner) for key, inner in each.items()])
        elif isinstance(each, list):
            stack += reversed([((*here, str(index)), inner) for index, inner in enumerate(each)])
