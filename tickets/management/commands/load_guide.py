"""Loads the status guide that the project ships."""

from typing import Any

from django.core.management.base import BaseCommand

from tickets.services import guiding


class Command(BaseCommand):
    help = "Loads the default status guide; entries that staff edited stay as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        """Running it twice changes nothing."""
        written = guiding.load_default()
        self.stdout.write(f"status guide: {written} entries written" if written else "status guide: up to date")
