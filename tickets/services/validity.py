"""Whether an OpenAPI document keeps to the specification: advice beside an import, never a reason to refuse one.

Real documents that customers call by are often not valid, and the engine reads them all the same. The check takes from
a tenth of a second to half a minute and much memory, so it is a process of its own that is ended when it takes longer.
"""

import json
import subprocess
import sys

from django.conf import settings

PATIENCE = 35.0  # seconds: with the reading before it less than a task's time limit
NOT_VALID = "Not valid OpenAPI: "


def problems(content: bytes, *, patience: float = PATIENCE) -> tuple[str, ...]:
    """What is not valid in the document, or why that could not be found out; empty where all is well.

    Called in tasks and commands, never in a request. Nothing that the document refers to is opened.
    """
    command = [sys.executable, "-I", str(settings.BASE_DIR / "triage" / "validator.py")]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=patience, env={}, check=True)
    except subprocess.TimeoutExpired:
        return (f"Not checked against the specification: that took longer than {patience:.0f} seconds.",)
    except subprocess.CalledProcessError as error:
        last = error.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        return (f"Not checked against the specification: the check failed ({last[:200] or error.returncode}).",)
    return tuple(f"{NOT_VALID}{each}" for each in json.loads(done.stdout))
