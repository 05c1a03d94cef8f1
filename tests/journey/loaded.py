"""The program already loaded: each turn runs in a process of its own that can be killed, without the seconds of starting.

Run as a program it reads one JSON object a line from standard input (a turn), forks, and writes the exit status.
Everything is the real program but the workers: the interpreting happens in the same process, so that a kill meets it, too.
"""

from __future__ import annotations

import ctypes
import json
import logging
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from monitor.errors import BusyError

BUSY, INTERRUPTED = 75, 130
KNOWN: dict[str, Any] = {}
"""The compiled desk: compiling the topics would be half of every turn."""


class InlineWorkers:
    """Calls at once, in this process."""

    def submit(self, call: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        from monitor.errors import ItemError

        done: Future[Any] = Future()
        try:
            done.set_result(call(*args, **kwargs))
        except ItemError as error:
            done.set_exception(error)
        return done

    def close(self) -> None:
        """Nothing to let go."""


def run_turn(job: dict[str, Any]) -> int:
    """One whole turn as `once` runs it, at the instant of the job; what `once` would exit with.

    A turn that prepares is for a store in memory: afterwards everything is loaded and warm, and the topics compiled.
    """
    from monitor import app, config, fault, observe
    from monitor.model import Secret

    observe.configure_logging(level=logging.ERROR)
    fault.strike_with(_interrupting(job["interrupt"]) if "interrupt" in job else fault.killing(job.get("fault", "")))
    began, at = time.monotonic(), datetime.fromisoformat(job["at"])
    loaded = config.load(Path(job["config"]), {})
    _hinder(job)
    if job.get("is_preparing"):
        loaded = replace(loaded, store=replace(loaded.store, url=Secret(":memory:")))
    part = app.App(config=loaded, clock=lambda: at + timedelta(seconds=time.monotonic() - began))
    part.__dict__["workers"] = InlineWorkers()
    part.__dict__["desk"] = KNOWN.setdefault("desk", None) or part.desk
    KNOWN["desk"] = part.desk
    report = app.run_turn(part)
    part.close()
    if "failing" in job:
        sys.stderr.write(f"writes seen: {ctypes.CDLL(None).writes_seen()}\n")
    for problem in report.problems:
        sys.stderr.write(f"{problem.where}: {problem.what}\n")
    return 3 if report.problems else 0


def _interrupting(wanted: str) -> Callable[[str], None]:
    """Ctrl-C at this point, once; also for a program whose starter ignores it, as a shell's background does."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    arrived: list[str] = []

    def strike(name: str) -> None:
        if name == wanted and not arrived:
            arrived.append(name)
            os.kill(os.getpid(), signal.SIGINT)

    return strike


def _hinder(job: dict[str, Any]) -> None:
    """A disk on which only so many more pages fit, or on which writing beyond a size fails, or some of all writes and syncs."""
    import resource

    import sqlalchemy as sa

    if "failing" in job:
        beginning = str(Path(job["config"]).parent / "monitor.db").encode()
        ctypes.CDLL(None).fail_writes(beginning, *job["failing"])
    if "largest_file" in job:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        store = Path(job["config"]).parent / "monitor.db"
        most = store.stat().st_size + job["largest_file"]
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    if "more_pages" in job:

        def limit(connection: Any, _record: Any) -> None:
            used = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {used + job['more_pages']}")

        sa.event.listen(sa.Engine, "connect", limit)


def forked(job: dict[str, Any]) -> int:
    """Run the job in a child, killed after `kill_after` seconds where that is set; its exit code, negative for a signal."""
    child = os.fork()
    if child == 0:
        try:
            os._exit(run_turn(job))
        except BusyError:
            os._exit(BUSY)
        except KeyboardInterrupt:
            os._exit(INTERRUPTED)
        except BaseException:  # noqa: BLE001 - the child must never return
            traceback.print_exc()
            os._exit(1)
    if job.get("stop_after") is not None:
        # Stopped, as a machine that sleeps: a turn beside it must find the lock held, or the first turn already over,
        # or, where it was stopped in a transaction, a database that stays locked for longer than anyone waits (status 1).
        time.sleep(job["stop_after"])
        os.kill(child, signal.SIGSTOP)
        beside = forked({**job, "stop_after": None})
        os.kill(child, signal.SIGCONT)
        first = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        return first if beside in (0, 1, 3, BUSY) else beside
    if job.get("kill_after") is not None:
        time.sleep(job["kill_after"])
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def serve() -> None:
    """A turn for every line."""
    for line in sys.stdin:
        job = json.loads(line)
        status = run_turn(job) if job.get("is_preparing") else forked(job)
        sys.stdout.write(f"{status}\n")
        sys.stdout.flush()


class Loaded:
    """The other end: a program that is loaded once and turns whenever it is asked."""

    def __init__(self, log: Path, **environment: str) -> None:
        self._stream = log.open("wb")
        command = [sys.executable, "-m", "tests.journey.loaded"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._stream, env={**os.environ, **environment}
        )
        self.log = log
        self.is_prepared = False

    def turn(self, path: Path, at: datetime, **options: Any) -> int:
        """One turn with the configuration at this path; the exit code."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        job = {"config": str(path), "at": at.isoformat(), **options}
        self._process.stdin.write(json.dumps(job).encode() + b"\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def prepare(self, path: Path, at: datetime) -> None:
        """Once, with any configuration: what it sends is nobody's."""
        if not self.is_prepared:
            self.is_prepared = True
            assert self.turn(path, at, is_preparing=True) in (0, 3), self.log.read_text(encoding="utf-8")[-3000:]

    def close(self) -> None:
        """No more turns."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)
        self._stream.close()


if __name__ == "__main__":
    serve()
