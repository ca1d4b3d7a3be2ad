"""``manage.py staff EMAIL``: makes someone staff; the first of them with ``--superuser``."""

import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from tickets.services import staffing


class Command(BaseCommand):
    """Prints the e-mail address and, where one was generated, the password: the only time it is seen."""

    help = "Make a support agent, a lead (--lead), or someone who may do everything (--superuser)."

    def add_arguments(self, parser: CommandParser) -> None:
        """The address, and how the password comes."""
        parser.add_argument("email")
        parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
        parser.add_argument("--lead", action="store_true", help="also decides about incidents, queues and rules")
        parser.add_argument("--superuser", action="store_true", help="may do everything: the first of the staff")

    def handle(self, *args: Any, **options: Any) -> None:
        """Enlists, and says so."""
        email = options["email"].strip()
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email} is not an e-mail address.") from error
        given = _password() if options["password_stdin"] else ""
        enlisted = staffing.enlist(email=email, password=given, lead=options["lead"], everything=options["superuser"])
        self.stdout.write(f"{enlisted.user.email} is staff.")
        if enlisted.password and not given:
            self.stdout.write(f"Password, shown only now: {enlisted.password}")


def _password() -> str:
    given = sys.stdin.readline().rstrip("\r\n")
    try:
        validate_password(given)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    return given
