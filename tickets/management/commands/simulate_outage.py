"""``manage.py simulate_outage``: customers meet faults on the running desk, to watch it group them in the admin."""

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tickets.demo.outage import Report
from tickets.services import simulating
from tickets.services.simulating import Aftermath, Grouped, Submitted

PATIENCE = 20.0  # seconds for the workers after the last ticket


class Command(BaseCommand):
    """Submits demo tickets of an outage while workers route and group them; says what came of it and where to look."""

    help = "Plays an outage: customers meet faults while you watch the admin. `demo --clear` removes all of it."

    def add_arguments(self, parser: CommandParser) -> None:
        """How large an outage."""
        parser.add_argument("--customers", type=int, default=40, help="who meet one of the faults each")
        parser.add_argument("--faults", type=int, default=3, help=f"up to {simulating.MOST_FAULTS}")
        parser.add_argument("--lone", type=int, default=5, help="customers with a fault of their own: no incident")
        parser.add_argument("--seconds", type=float, default=30.0, help="within which they write")
        parser.add_argument("--seed", type=int, default=1, help="another makes another outage")
        parser.add_argument("--wait", type=float, default=PATIENCE, help="seconds that workers have after the last")
        parser.add_argument("--force", action="store_true", help="also on a desk with a DATABASE_URL")

    def handle(self, *args: Any, force: bool = False, wait: float = PATIENCE, **options: Any) -> None:
        """Refuses on a production desk unless forced, and numbers that do not fit."""
        if not settings.EMBEDDED and not force:
            raise CommandError(
                "This desk has a DATABASE_URL, so real tickets may live here. Add --force to put an outage beside them."
            )
        numbers = {name: options[name] for name in ("customers", "faults", "lone", "seconds", "seed")}
        try:
            reports = simulating.planned(**numbers)
        except simulating.CannotSimulate as error:
            raise CommandError(str(error)) from error
        queue = settings.BASE_URL + reverse("admin:tickets_incident_changelist")
        self.stdout.write(f"{len(reports)} customers write within {options['seconds']:g} seconds. Watch {queue}")
        submitted = self._played(reports)
        self._wait(submitted, wait)
        self._tell(simulating.aftermath(submitted))

    def _played(self, reports: Sequence[Report]) -> list[Submitted]:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with _quiet(), Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            return list(progress.track(simulating.play(reports), total=len(reports), description="tickets"))

    def _wait(self, submitted: Sequence[Submitted], seconds: float) -> None:
        """Until the workers are done with them or the time is over."""
        until = time.monotonic() + seconds
        with Console(stderr=True).status("workers route and group them"):
            while simulating.waiting(submitted) and time.monotonic() < until:
                time.sleep(0.2)

    def _tell(self, came: Aftermath) -> None:
        for each in came.faults:
            self.stdout.write(f"\n{each.fault}: {each.customers} customers\n  {_incidents(each)}")
        self.stdout.write(f"\n{len(came.faults)} faults, {came.found} found as one incident with all of its customers.")
        self.stdout.write(
            f"Faults that one customer alone met: {came.lone}; {came.lone_inside} of them in an incident."
        )
        if came.waiting:
            self.stdout.write(f"{came.waiting} tickets still wait for a worker: does `make run` run, with a worker?")
        self.stdout.write("`python manage.py demo --clear` removes all of it.")


@contextmanager
def _quiet() -> Iterator[None]:
    """Without a line for each message to a worker, which would hide the bar."""
    logger = logging.getLogger("django_structlog")
    before = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(before)


def _incidents(grouped: Grouped) -> str:
    """Each with its tickets of this outage and where to look at it."""
    found = (f"{count} in {simulating.link_of(each)}" for each, count in grouped.incidents)
    return "\n  ".join(found) or "in no incident"
