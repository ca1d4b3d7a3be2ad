"""Public holidays, by the ``holidays`` library; nothing else imports it.

That costs each process 50 ms and 3 MB, and the first country of which holidays are asked 50 ms and 8 MB more.
"""

import logging
import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import holidays
from holidays.registry import COUNTRIES

LOG = logging.getLogger(__name__)
NONE: Mapping[date, str] = {}


@lru_cache(maxsize=512)
def of(country: str, subdivision: str, year: int) -> Mapping[date, str]:
    """The public holidays of a year with their names in English, or as the country calls them.

    None where the library does not know the place any more: a due time is then given all the same.
    """
    try:
        found = holidays.country_holidays(country, subdiv=subdivision or None, years=year, language="en_US")
    except (NotImplementedError, KeyError, ValueError) as error:
        LOG.warning("no public holidays of %s %s: %s", country, subdivision, error)
        return NONE
    return dict(found.items())


@lru_cache(maxsize=1)
def countries() -> tuple[tuple[str, str], ...]:
    """The countries that are known, as code and name, by name."""
    named = ((codes[1], re.sub(r"(?<=[a-z])(?=[A-Z])", " ", codes[0])) for codes in COUNTRIES.values())
    return tuple(sorted(named, key=lambda each: each[1]))


def subdivisions(country: str) -> tuple[str, ...]:
    """The codes of a country's states or regions that have holidays of their own; none of a country that is unknown."""
    known = holidays.list_supported_countries(include_aliases=False)
    return tuple(str(each) for each in known.get(country, ()))
