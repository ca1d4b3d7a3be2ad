"""What every test of the desk stands on."""

import pytest
from django.core.cache import cache
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _a_desk_that_was_not_built(settings: Settings) -> None:
    """Static files come from their sources, passwords are hashed fast, and nothing was counted before."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.WHITENOISE_AUTOREFRESH = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one takes 0.2 s each time
    settings.SILENCE_SECONDS = settings.OVERDUE_SECONDS = settings.PARKED_ALARM = 0  # no process runs: none is missed
    cache.clear()
