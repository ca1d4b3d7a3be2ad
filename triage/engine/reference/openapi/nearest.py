"""The documented paths that come nearest to one that is not documented."""

import re
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from triage.engine.reference.openapi.matching import Match, routes_of
from triage.engine.reference.openapi.routes import Route

SHORTLISTED = 12
FAR = 0.55
VALUE_LIKE = re.compile(r"[\d{<:$~@]")
# A capital, later a small letter, later a capital again, as in ids; each class excludes what ends it.
MIXED = re.compile(r"[^A-Z]*[A-Z][^a-z]*[a-z][^A-Z]*[A-Z]")
# What a segment costs where it is another word, is missing, or stands for a variable.
OTHER, ABSENT, VALUE = 1.0, 0.8, 0.3


@dataclass(frozen=True, slots=True)
class Near:
    """A documented path with the likeness from 0 to 1; ``filled`` has the call's own values in its variables."""

    route: Route
    likeness: float
    filled: str


def nearest_routes(match: Match, *, method: str, most: int = 3) -> tuple[Near, ...]:
    """The documented paths that are like the call's, the likest first, with the method's own before others."""
    known = routes_of(match.api)
    routes, plain, sent = known.routes, known.starred, match.rest
    shortlist = {index for _, _, index in process.extract(_starred(sent), plain, scorer=fuzz.ratio, limit=SHORTLISTED)}
    shortlist |= {index for _, _, index in process.extract(sent, plain, scorer=fuzz.ratio, limit=SHORTLISTED)}
    scored = [_scored(routes[index], sent) for index in sorted(shortlist)]
    near = [each for each in scored if each.likeness >= FAR]
    near.sort(key=lambda each: (-round(each.likeness, 2), each.route.operation(method) is None, each.route.template))
    return tuple(near[:most])


def _starred(path: str) -> str:
    """The path with stars for what looks like a value: the templates' variables look the same."""
    return "/".join("*" if VALUE_LIKE.search(part) or MIXED.match(part) else part for part in path.split("/"))


def _scored(route: Route, sent: str) -> Near:
    """Aligns the segments of both, as an edit distance over segments (Wagner and Fischer), and fills the template."""
    ours, theirs = [each for each in route.template.split("/") if each], [each for each in sent.split("/") if each]
    theirs = theirs[:20]
    costs = [[(index * ABSENT, "") for index in range(len(theirs) + 1)]]
    for row, word in enumerate(ours, start=1):
        line = [(row * ABSENT, "")]
        for column, part in enumerate(theirs, start=1):
            line.append(
                min(
                    (costs[row - 1][column - 1][0] + _cost(word, part), "both"),
                    (costs[row - 1][column][0] + ABSENT, "ours"),
                    (line[column - 1][0] + ABSENT, "theirs"),
                )
            )
        costs.append(line)
    likeness = 1 - costs[-1][-1][0] / max(len(ours), len(theirs), 1)
    return Near(route, likeness, _filled(costs, ours, theirs))


def _cost(word: str, part: str) -> float:
    """What it costs to take the call's segment for the documented one."""
    if word == part:
        return 0.0
    if "{" in word:
        return 0.1 if re.search(r"[\d{<:$~]", part) else VALUE
    if word.lower() == part.lower():
        return 0.05
    return min(OTHER, 1.3 * OSA.normalized_distance(word.lower(), part.lower()))


def _filled(costs: list[list[tuple[float, str]]], ours: list[str], theirs: list[str]) -> str:
    """The template with the call's own segments where they were taken for its variables."""
    row, column, made = len(ours), len(theirs), list[str]()
    while row:
        step = costs[row][column][1] or "ours"
        word = ours[row - 1]
        if step != "theirs":
            row -= 1
            made.append(theirs[column - 1] if step == "both" and word == f"{{{word[1:-1]}}}" else word)
        if step != "ours":
            column -= 1
    return "/" + "/".join(reversed(made))
