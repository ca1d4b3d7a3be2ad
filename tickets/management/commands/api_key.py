"""``manage.py api_key EMAIL``: a new API key, shown once."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from tickets.models import ApiKey
from tickets.services import keys


class Command(BaseCommand):
    """Makes the key and its user where there is none; prints the key on standard output and nothing else there."""

    help = "Make an API key for the user of an e-mail address; the user is made where there is none."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose key, what it is called, what it may do."""
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="what the key is for; shown to staff")
        parser.add_argument(
            "--scope", action="append", choices=ApiKey.Scope.values, help="may be repeated; all if none"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Makes the key."""
        email = options["email"].strip()
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email} is not an e-mail address.") from error
        user = keys.user_of(email)
        if not user.is_active:
            raise CommandError(f"{user.email} is deactivated; a key of theirs would not work.")
        scopes = sorted(set(options["scope"] or ApiKey.Scope.values))
        token = keys.make(user=user, name=options["name"] or "command line", scopes=scopes)
        self.stderr.write(f"A key for {user.email} ({', '.join(scopes)}), shown only now:")
        self.stdout.write(token)
