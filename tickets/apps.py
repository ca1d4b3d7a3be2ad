"""The desk as a Django app."""

from django.apps import AppConfig

from tickets import checks  # noqa: F401  (registers the system checks; the app has no signals)


class TicketsConfig(AppConfig):
    """Names the app; everything else is found by Django."""

    name = "tickets"
    verbose_name = "Support desk"
    default_auto_field = "django.db.models.BigAutoField"
