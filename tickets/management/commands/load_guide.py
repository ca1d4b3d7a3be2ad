"""Loads the status guide that the project ships, and makes the vendor's documents ready for this version of it."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from tickets.services import guiding, importing


class Command(BaseCommand):
    help = "Loads the default status guide; what staff or an accepted document say of a status stays as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        """Running it twice changes nothing."""
        written = guiding.load_default()
        self.stdout.write(f"status guide: {written} entries written" if written else "status guide: up to date")
        if read := importing.read_anew(now=timezone.now()):
            self.stdout.write(f"OpenAPI documents: {read} indexed anew")
