"""The admin, on the desk's own site."""

from django.contrib.admin.apps import AdminConfig


class ConsoleConfig(AdminConfig):
    """The stock admin with the triage console as its site."""

    default_site = "tickets.admin.site.Console"
