"""The environment of the tests, set before settings are read; loaded by pytest's ``-p`` (pyproject.toml).

What the caller set (``DATABASE_URL``, ``CELERY_BROKER_URL``) stays, so the suite runs on any of the services.
"""

import os
import tempfile

os.environ.setdefault("SECRET_KEY", "tests only: not a secret, forty characters")
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="desk-tests-"))
os.environ.setdefault("ANONYMOUS_TICKETS", "True")  # on by default only where DATABASE_URL is not set
