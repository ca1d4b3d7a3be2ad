"""How often a sender may do something: a counter per sender and period in the shared cache."""

import time

from django.core.cache import cache

PERIODS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


def wait_for(sender: str, rate: str, *, scope: str) -> int:
    """Counts one more and returns the seconds to wait, 0 if the sender is within ``rate``.

    A rate is written as for DRF: ``60/min``, ``5/s``. The first letter of the period counts; an empty rate is no
    limit. What is counted in one ``scope`` does not count in another.
    """
    if not rate:
        return 0
    allowed, _, period = rate.partition("/")
    seconds = PERIODS[period.strip()[0].lower()]
    window, into = divmod(int(time.time()), seconds)
    key = f"throttle:{scope}:{sender}:{window}"
    cache.add(key, 0, timeout=seconds * 2)
    try:
        count = cache.incr(key)
    except ValueError:  # the cache dropped the entry between the two lines
        return 0
    return seconds - into if count > int(allowed) else 0
