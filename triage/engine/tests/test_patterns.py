"""Patterns of the engine that every supported Python reads alike."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import triage.engine

PARSER: Any = importlib.import_module("re._parser")
ONE_SIGN = ("LITERAL", "NOT_LITERAL", "IN", "ANY")


def compiled() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every pattern that a module of the engine holds, alone or in a table, with the module's name."""
    for module in pkgutil.walk_packages(triage.engine.__path__, "triage.engine."):
        if ".tests" not in module.name and not module.name.endswith("__main__"):
            for value in vars(importlib.import_module(module.name)).values():
                yield from ((module.name, pattern) for pattern in patterns_in(value))


def patterns_in(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from (pattern for each in value.values() for pattern in patterns_in(each))
    elif isinstance(value, list | tuple):
        yield from (pattern for each in value for pattern in patterns_in(each))


def is_shaky(tree: Any) -> bool:
    """Whether a group is repeated possessively, or is atomic: CPython before 3.11.5 loses its place in these."""
    for operation, argument in tree:
        name = str(operation)
        if name == "ATOMIC_GROUP":
            return True
        if name == "POSSESSIVE_REPEAT" and [str(each[0]) in ONE_SIGN for each in argument[2]] != [True]:
            return True
        if any(map(is_shaky, subpatterns(argument))):
            return True
    return False


def subpatterns(argument: Any) -> Iterator[Any]:
    if isinstance(argument, PARSER.SubPattern):
        yield argument
    elif isinstance(argument, list | tuple):
        yield from (found for each in argument for found in subpatterns(each))


def test_no_pattern_repeats_a_group_possessively() -> None:
    # https://github.com/python/cpython/issues/106052: on Debian 12's Python 3.11.2 such a pattern missed credentials.
    shaky = [(name, each.pattern) for name, each in compiled() if is_shaky(PARSER.parse(each.pattern, each.flags))]
    assert shaky == []


def test_the_search_for_such_patterns_finds_them() -> None:
    assert [is_shaky(PARSER.parse(each)) for each in (r"(?:ab|c)*+c", r"(?>a|b)c", r"x(y(?:a+b)++)", r"[ab]*+c")] == [
        True,
        True,
        True,
        False,
    ]
