"""Response targets: due times by queue and priority in business hours, and what happens when they pass."""

from tickets.services.targets.keeping import finish, responded, responded_many, restart, resume, start

__all__ = ["finish", "responded", "responded_many", "restart", "resume", "start"]
