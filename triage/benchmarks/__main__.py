"""``python -m triage.benchmarks [NAME …]``: prints the tables, all of them by default."""

import os
import platform
import sys

from triage.benchmarks import intake, masking, pages, reading, reference, targets
from triage.tests import services


def intake_on_every_database() -> None:
    """SQLite always, PostgreSQL where it is there."""
    intake.main()
    postgresql, redis = services.postgresql(), services.redis()
    if absent := postgresql.absent or redis.absent:
        print(f"\nintake on PostgreSQL: not run, {absent}")
        return
    os.environ["CELERY_BROKER_URL"] = redis.url
    intake.main(postgresql.url)


TABLES = {
    "pages": pages.main,
    "intake": intake_on_every_database,
    "masking": masking.main,
    "reading": reading.main,
    "reference": reference.main,
    "targets": targets.main,
}


def main() -> None:
    """Runs what is asked for."""
    print(f"Python {platform.python_version()} on {os.cpu_count()} cores, {platform.system()} {platform.machine()}")
    for name in sys.argv[1:] or TABLES:
        print(f"\n{name}")
        TABLES[name]()


main()
