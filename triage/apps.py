"""The admin, on the desk's own site."""

from importlib import import_module

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig


class ConsoleConfig(AdminConfig):
    """The stock admin with the triage console as its site."""

    default_site = "tickets.admin.site.Console"

    def ready(self) -> None:
        """Fills the console once it stands: registering while Django still makes the site would fill another."""
        super().ready()
        import_module("tickets.admin.console").fill(admin.site)
