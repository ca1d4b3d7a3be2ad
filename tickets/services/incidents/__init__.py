"""Incidents: one fault behind many tickets, found from the customers' own tickets; and what staff do about it.

``faults`` says which tickets show the same fault and when it is one of many, ``grouping`` which incident a ticket
joins, ``deciding`` and ``combining`` what people decide, ``spreading`` how everyone is told once, ``overview`` what
there is to know.
"""

from tickets.services.incidents.chronicle import CannotDecide
from tickets.services.incidents.combining import merge, split, unmerge
from tickets.services.incidents.deciding import confirm, dismiss, mute, rename, unmute
from tickets.services.incidents.faults import OURS, key_of, who
from tickets.services.incidents.grouping import check_turn, group, group_answered, take_turn
from tickets.services.incidents.overview import Bucket, IncidentFacts, Said, facts, others_with, rate
from tickets.services.incidents.spreading import resolve, tell, tell_some, updates_for

__all__ = [
    "OURS",
    "Bucket",
    "CannotDecide",
    "IncidentFacts",
    "Said",
    "check_turn",
    "confirm",
    "dismiss",
    "facts",
    "group",
    "group_answered",
    "key_of",
    "merge",
    "mute",
    "others_with",
    "rate",
    "rename",
    "resolve",
    "split",
    "take_turn",
    "tell",
    "tell_some",
    "unmerge",
    "unmute",
    "updates_for",
    "who",
]
