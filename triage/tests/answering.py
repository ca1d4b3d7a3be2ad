"""A process of a desk's own that runs scripts and says what they print: starting Django for each takes a second.

``python -m triage.tests.answering`` reads a JSON string a line, the script, and answers each with a line: a JSON list
of what it printed and the error that it ended with, empty for none.
"""

import contextlib
import io
import json
import sys
import traceback

import django

django.setup()


def answer(script: str) -> tuple[str, str]:
    """What a script prints, and its error."""
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            exec(script, {})
    except Exception:
        return said.getvalue(), traceback.format_exc()
    return said.getvalue(), ""


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
