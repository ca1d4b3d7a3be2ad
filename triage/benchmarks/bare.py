"""The yardstick of intake: the same Django and database, nothing but one INSERT per request."""

from triage.settings import *  # noqa: F403

MIDDLEWARE = []
ROOT_URLCONF = "triage.benchmarks.bare_urls"
