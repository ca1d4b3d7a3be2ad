"""Runs the desk's processes as one: prefixed logs, restarts what dies, and leaves nothing running behind it."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TextIO

STOP_SECONDS = 15.0
LONGEST_PAUSE = 30.0
HEALTHY_SECONDS = 20.0
COLOURS = (36, 32, 33, 35, 34)
PR_SET_PDEATHSIG = 1  # linux/prctl.h


@dataclass
class Child:
    """One process and what is known of it."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[str] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    deaths: int = field(default=0)


class Supervisor:
    """Starts every command in its own process group and keeps it running until told to stop.

    A child that dies is started again, after a pause that doubles while it keeps dying young.
    """

    def __init__(self, commands: Mapping[str, Sequence[str]], *, out: TextIO = sys.stdout) -> None:
        self.children = [Child(name, command) for name, command in commands.items()]
        self.out = out
        self.stopping = threading.Event()
        self._width = max(len(name) for name in commands)
        self._printing = threading.Lock()

    def run(self) -> None:
        """Runs until SIGINT or SIGTERM, then ends every process group, the stubborn ones by force."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stopping.set())
        try:
            self._tend()
            while not self.stopping.wait(0.2):
                self._tend()
        finally:
            self._stop()

    def _tend(self) -> None:
        now = time.monotonic()
        for child in self.children:
            if child.process is not None and (code := child.process.poll()) is not None:
                self._bury(child, code, now)
            if child.process is None and now >= child.start_at:
                self._start(child, now)

    def _start(self, child: Child, now: float) -> None:
        child.process = subprocess.Popen(
            child.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )
        child.started_at = now
        threading.Thread(target=self._copy, args=(child, child.process), daemon=True).start()

    def _bury(self, child: Child, code: int, now: float) -> None:
        lived = now - child.started_at
        child.deaths = child.deaths + 1 if lived < HEALTHY_SECONDS else 1
        pause = min(0.5 * 2 ** (child.deaths - 1), LONGEST_PAUSE)
        child.process, child.start_at = None, now + pause
        self._print(child, f"ended with {code}; starting again in {pause:g} s")

    def _copy(self, child: Child, process: subprocess.Popen[str]) -> None:
        for line in process.stdout or ():
            self._print(child, line.rstrip("\n"))

    def _print(self, child: Child, line: str) -> None:
        label = f"{child.name:<{self._width}} |"
        if self.out.isatty():
            label = f"\033[{COLOURS[self.children.index(child) % len(COLOURS)]}m{label}\033[0m"
        with self._printing:
            print(label, line, file=self.out, flush=True)

    def _stop(self) -> None:
        running = [child.process for child in self.children if child.process and child.process.poll() is None]
        for process in running:
            _signal_group(process.pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for process in running:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                continue
        for process in running:
            _signal_group(process.pid, signal.SIGKILL)  # also what a child left behind in its group
            process.wait()


def _signal_group(leader: int, number: signal.Signals) -> None:
    try:
        os.killpg(leader, number)
    except ProcessLookupError:
        return


def _die_with_parent() -> None:
    """Linux: the child gets SIGTERM when the supervisor itself is killed (prctl(2), PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
