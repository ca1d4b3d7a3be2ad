"""A worker that dies once in the middle of each kind of owed work: its effect is made, and not yet noted as done.

``python -m triage.tests.dying FOLDER``: a file in the folder for each kind tells that it died of that already.
"""

import os
import sys
from pathlib import Path
from typing import Any

import django

from triage.celery import app

django.setup()

from tickets.models import Owed  # noqa: E402  (models need Django to be set up)
from tickets.models.owed import OwedQuerySet  # noqa: E402

update = OwedQuerySet.update


def dying(rows: OwedQuerySet, **changes: Any) -> int:
    """As ``kill -9`` in that moment: no clause of ours runs, and no transaction is committed."""
    if changes.get("state") == Owed.State.DONE and (kind := rows.values_list("kind", flat=True).first()):
        grave = Path(sys.argv[1]) / kind
        if not grave.exists():
            grave.touch()
            os._exit(9)
    return update(rows, **changes)


if __name__ == "__main__":
    OwedQuerySet.update = dying  # type: ignore[assignment, method-assign]
    # One thread, so that nothing else is in the middle of its work when it dies.
    app.worker_main(["worker", "-P", "threads", "-c", "1", "-l", "WARNING"])
