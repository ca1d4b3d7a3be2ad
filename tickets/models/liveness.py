"""When the desk's processes were last seen alive."""

from django.db import models


class Heartbeat(models.Model):
    """The last sign of life of a kind of process; one row each, however many of the kind run.

    What it proves: the sweeper's and beat's, that their loops turn; the workers', that one of them took a message
    from the broker and reached the database.
    """

    class Role(models.TextChoices):
        SWEEPER = "sweeper", "Sweeper"
        BEAT = "beat", "Beat"
        WORKER = "worker", "Worker"

    role = models.CharField(max_length=10, choices=Role, primary_key=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.get_role_display()}, seen {self.seen_at:%Y-%m-%d %H:%M:%S}"
