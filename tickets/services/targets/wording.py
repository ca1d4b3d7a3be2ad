"""Moments and spans of time in the words of the console, and spans as staff write them."""

import re
from datetime import datetime, timedelta

MINUTE, NOTHING = timedelta(minutes=1), timedelta(0)
SPAN = re.compile(r"(?:(\d{1,6})\s*h(?:ours?)?)?[\s,]*(?:(\d{1,7})\s*m(?:in(?:utes?)?)?)?", re.IGNORECASE)


def told(moment: datetime) -> str:
    """A moment as staff read it in a history or an alert."""
    return f"{moment.day} {moment:%b, %H:%M} UTC"


def span(length: timedelta) -> str:
    """A span of time in one or two units: 45 min, 3 h 20 min, 2 d 4 h; at least a minute, whichever way it goes."""
    minutes = max(abs(length) // MINUTE, 1)
    hours, days = minutes // 60, minutes // (24 * 60)
    if days:
        return f"{days} d {hours % 24} h" if hours % 24 else f"{days} d"
    return hours_and_minutes(minutes)


def hours_and_minutes(minutes: int) -> str:
    """Minutes as hours and minutes, without days: a working day has fewer hours than a day."""
    parts = [f"{minutes // 60} h"] if minutes >= 60 else []
    if minutes % 60 or not parts:
        parts.append(f"{minutes % 60} min")
    return " ".join(parts)


def minutes_of(text: str) -> int | None:
    """What was written as hours and minutes, such as 8 h, 90 min or 1 h 30 min; None for anything else."""
    found = SPAN.fullmatch(text.strip())
    if found is None or not (found[1] or found[2]):
        return None
    return int(found[1] or 0) * 60 + int(found[2] or 0)
