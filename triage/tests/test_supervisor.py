"""The supervisor restarts what dies, prefixes what is said, and leaves nothing running."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from triage.tests.running import ROOT, until

SCRIPT = """
import sys
from triage.supervisor import Supervisor
log = sys.argv[1]
Supervisor({
    "short": [sys.executable, "-c", f"open({log!r}, 'a').write('x'); print('hello')"],
    "long": [sys.executable, "-u", "-c", "import os, time; print(os.getpid()); time.sleep(600)"],
}).run()
"""


def supervised(log: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-u", "-c", SCRIPT, str(log)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def said(process: subprocess.Popen[str], start: str) -> str:
    """The first line that the supervisor prints with this prefix."""
    assert process.stdout is not None
    return next(line.rstrip() for line in process.stdout if line.startswith(start))


def alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


def test_a_process_that_ends_is_started_again(tmp_path: Path) -> None:
    log = tmp_path / "starts"
    process = supervised(log)
    until(lambda: log.exists() and len(log.read_text()) >= 3, "it was started three times")
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "short | hello" in output
    assert "ended with 0; starting again in 0.5 s" in output


def test_every_child_ends_with_the_supervisor(tmp_path: Path) -> None:
    process = supervised(tmp_path / "starts")
    child = int(said(process, "long ").rpartition(" ")[2])
    assert alive(child)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert not alive(child)


def test_a_killed_supervisor_leaves_no_child_behind(tmp_path: Path) -> None:
    process = supervised(tmp_path / "starts")
    child = int(said(process, "long ").rpartition(" ")[2])
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=20)
    until(lambda: not alive(child), "the child is gone")
    assert not alive(child)
