"""The path to a field that an error's sentence tells in the way of its library."""

import re

# Jackson's way to the field (User["address"]->Address["zip"]), and Google's for one that it does not know.
CHAIN = re.compile(r"\[\\?\"([\w-]{1,64})\\?\"\]")
UNKNOWN_NAME = re.compile(r"Unknown name \\?\"([\w.-]{1,64})\\?\"(?: at '([\w.\[\]]{1,200})')?")
SEGMENT = re.compile(r"[^.\[\]]+")


def told_path(message: str) -> tuple[str, ...]:
    """The segments that Jackson's reference chain or Google's ``Unknown name`` tells; empty where neither does."""
    _, chained, chain = message.partition("reference chain:")
    if chained:
        return tuple(CHAIN.findall(chain))
    unknown = UNKNOWN_NAME.search(message)
    return (*SEGMENT.findall(unknown[2] or ""), unknown[1]) if unknown is not None else ()
