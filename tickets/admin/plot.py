"""The rate of an incident's tickets as a picture: bars over time, without a script, a name or a word of anyone's.

What it looks like stands in ``plot.css`` and ``tokens.css``, which go into the picture, since the sheets of a page do
not reach inside of one. It is light or dark as its reader's system is.
"""

import base64
import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pygal
from django.apps import apps
from pygal.etree import etree

# pygal leaves a finder for its maps on the path, of a kind that Python gave up: every import that finds nothing warns.
sys.meta_path[:] = [finder for finder in sys.meta_path if not type(finder).__module__.startswith("pygal")]

SHEETS = ("tokens.css", "plot.css")
WIDTH, HEIGHT = 760, 190  # of its own units: pages stretch it
LABELS = 8  # along the time, at most
STEPS = 4  # of the scale, at most
FEWEST = 12  # bars: what has just begun is no wall of one
MINUTE = timedelta(minutes=1)
UNWANTED = ("script", "title", "desc")  # pygal's own: for its tooltips


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture as SVG, and what a Content Security Policy calls the style inside of it."""

    svg: bytes
    style_source: str


def plot_of(rate: Sequence[tuple[datetime, int]]) -> Plot:
    """The picture of so many tickets from each of these times on; they are told in UTC."""
    rate = _led_in(rate)
    chart = pygal.Bar(
        js=[],
        width=WIDTH,
        height=HEIGHT,
        margin=8,
        margin_top=16,
        margin_left=20,
        margin_bottom=20,
        no_prefix=True,
        show_legend=False,
        rounded_bars=1,
        x_labels=_times([at for at, _ in rate]),
        x_labels_major_every=max(1, -(-len(rate) // LABELS)),
        show_minor_x_labels=False,
        truncate_label=-1,
        y_labels=_scale(max((tickets for _, tickets in rate), default=0)),
        value_formatter=lambda value: f"{value:.0f}",
    )
    chart.add(None, [tickets for _, tickets in rate])
    root, style = chart.render_tree(), _style()
    _strip(root)
    _named(root, "style").text = style
    source = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return Plot(etree.tostring(root), f"'sha256-{source}'")


def _led_in(rate: Sequence[tuple[datetime, int]]) -> Sequence[tuple[datetime, int]]:
    """With the empty time before a short rate, to ``FEWEST`` steps."""
    if not rate:
        return rate
    first, step = rate[0][0], rate[1][0] - rate[0][0] if len(rate) > 1 else MINUTE
    return [*((first - step * before, 0) for before in range(FEWEST - len(rate), 0, -1)), *rate]


def _times(times: Sequence[datetime]) -> list[str]:
    """The hours of a day or two, else the days."""
    long = bool(times) and times[-1] - times[0] > timedelta(days=2)
    return [f"{at:%d} {at:%b}" if long else f"{at:%H:%M}" for at in times]


def _scale(most: int) -> list[int]:
    """From nothing to the most in whole tickets."""
    step = max(1, -(-most // STEPS))
    return list(range(0, max(most, 1) + step, step))


def _strip(root: Any) -> None:
    """Leaves out what a picture does not need: scripts, comments, and the tooltips with a style of their own."""
    for parent in list(root.iter()):
        for child in list(parent):
            is_comment = not isinstance(child.tag, str)
            if is_comment or _tag(child) in UNWANTED or "tooltip-overlay" in child.get("class", ""):
                parent.remove(child)
    root.attrib.pop("id", None)


def _named(root: Any, tag: str) -> Any:
    return next(each for each in root.iter() if _tag(each) == tag)


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


@cache
def _style() -> str:
    folder = Path(apps.get_app_config("tickets").path) / "static" / "desk"
    return "\n".join((folder / name).read_text() for name in SHEETS)
