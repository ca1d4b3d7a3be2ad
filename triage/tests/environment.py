"""The environment of the tests, set before settings are read; loaded by pytest's ``-p`` (pyproject.toml).

What the caller set (``DATABASE_URL``, ``CELERY_BROKER_URL``) stays, so the suite runs on any of the services.
"""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("SECRET_KEY", "tests only: not a secret, forty characters")
if "DATA_DIR" not in os.environ:
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="desk-tests-")
    atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
os.environ.setdefault("ANONYMOUS_TICKETS", "True")  # on by default only where DATABASE_URL is not set
