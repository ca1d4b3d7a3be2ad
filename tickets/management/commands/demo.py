"""Makes or removes the demo: tickets of every kind and a staff login to look at them."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tickets.services import demonstrating


class Command(BaseCommand):
    help = "Makes the demo tickets and a staff login; doing it twice changes nothing. --clear removes them all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--clear", action="store_true", help="remove the demo tickets, their people and the login")
        parser.add_argument("--force", action="store_true", help="also on a desk with a DATABASE_URL")

    def handle(self, *args: Any, clear: bool = False, force: bool = False, **options: Any) -> None:
        """Refuses where the login would have no password, and on a production desk unless forced."""
        if clear:
            self.stdout.write(f"demo: {demonstrating.clear()} tickets removed")
            return
        if not settings.DEMO_PASSWORD:
            raise CommandError(
                "DEMO_PASSWORD is empty, so the demo's staff login would have no password. `make run` writes one to "
                ".env when it makes that file; in a file of your own, add a line such as DEMO_PASSWORD=<a long word>."
            )
        if not settings.EMBEDDED and not force:
            raise CommandError(
                "This desk has a DATABASE_URL, so real tickets may live here. Add --force to put the demo beside them."
            )
        made = demonstrating.make(password=settings.DEMO_PASSWORD, now=timezone.now())
        self.stdout.write(f"demo: {made} tickets made" if made else "demo: the tickets are there")
        self.stdout.write(f"demo: sign in as {demonstrating.STAFF} with the password {settings.DEMO_PASSWORD}")
