"""Response targets: due times by queue and priority in business hours, and what happens when they pass."""

from tickets.services.targets.keeping import finish, finish_many, responded, responded_many, restart, resume, start
from tickets.services.targets.standing import answers_by, next_due, standings

__all__ = [
    "answers_by",
    "finish",
    "finish_many",
    "next_due",
    "responded",
    "responded_many",
    "restart",
    "resume",
    "standings",
    "start",
]
