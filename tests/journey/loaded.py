"""The program already loaded: each turn runs in a process of its own that can be killed, without the seconds of starting.

Run as a program it reads one JSON object a line from standard input (a turn, a command, a daemon), forks, and writes the exit status.
Everything is the real program but the workers: the interpreting happens in the same process, so that a kill meets it, too.
"""

from __future__ import annotations

import builtins
import ctypes
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from monitor import fault
from monitor.errors import BusyError
from tests.journey.world import CANARIES

BUSY, INTERRUPTED, TOO_SLOW, NEVER = 75, 130, 98, 99
BOUND, PATIENCE = 10.0, 40.0
"""Seconds in which a daemon must have left when it is told to, and after which it is taken for one that was never told."""

LEVEL = logging.DEBUG
"""Everything is said, so that what must be said nowhere is looked for in everything."""

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


def with_parts_at_hand() -> None:
    """Every App of this process interprets inline and shares one desk."""
    from monitor.app import App

    compiled = App.__dict__["desk"].func
    parts = {"workers": lambda _app: InlineWorkers(), "desk": lambda app: KNOWN.get("desk") or KNOWN.setdefault("desk", compiled(app))}
    for name, part in parts.items():
        inline = cached_property(part)
        inline.__set_name__(App, name)
        setattr(App, name, inline)


def run_turn(job: dict[str, Any]) -> int:
    """One whole turn as `once` runs it, at the instant of the job; what `once` would exit with.

    A turn that prepares is for a store in memory: afterwards everything is loaded and warm, and the topics compiled.
    """
    from monitor import app
    from monitor.app.turn import STAGES
    from monitor.model import Secret

    began, at = time.monotonic(), datetime.fromisoformat(job["at"])
    loaded = _configured(job)
    _hinder(job)
    if job.get("is_preparing"):
        loaded = replace(loaded, store=replace(loaded.store, url=Secret(":memory:")))
    with app.open_app(loaded, clock=lambda: at + timedelta(seconds=time.monotonic() - began)) as part:
        report = app.run_turn(part, only=job.get("only", STAGES))
    if "failing" in job:
        sys.stderr.write(f"writes seen: {ctypes.CDLL(None).writes_seen()}\n")
    for problem in report.problems:
        sys.stderr.write(f"{problem.where}: {problem.what}\n")
    return 3 if report.problems else 0


def run_daemon(job: dict[str, Any]) -> int:
    """The daemon, which looks at everything three times a second, until a signal of the job ends it."""
    from monitor.daemon import Daemon

    never = threading.Timer(PATIENCE, os._exit, (NEVER,))
    never.daemon = True
    never.start()
    loaded = _configured(job)
    Daemon(loaded, lambda: _configured(job), every=timedelta(milliseconds=300)).run()
    return TOO_SLOW if time.monotonic() - KNOWN["struck"] > BOUND else 0


def run_command(job: dict[str, Any]) -> int:
    """A command line, or a reader's click on what unsubscribes."""
    words = job["command"]
    if words[0] == "click":
        return _clicked(_configured(job), words[1])
    from monitor import cli

    sys.argv = ["monitor", "--config", job["config"], *words]
    try:
        cli.main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def _clicked(config: Any, token: str) -> int:
    from wsgiref.util import setup_testing_defaults

    from monitor import app
    from monitor.web import Pulse
    from monitor.web.server import application

    said: list[str] = []
    environ: dict[str, Any] = {"REQUEST_METHOD": "POST", "PATH_INFO": f"/unsubscribe/{token}"}
    setup_testing_defaults(environ)
    list(application(config, Pulse({}, app.utc_now))(environ, lambda status, _headers: said.append(status)))  # type: ignore[arg-type, func-returns-value]
    return int(said[0][:3]) - 200


def _configured(job: dict[str, Any]) -> Any:
    """The configuration, and logging as it asks for."""
    from monitor import config, observe

    loaded = config.load(Path(job["config"]), os.environ)
    observe.configure_logging(level=LEVEL, secrets=loaded.secrets)
    return loaded


def _striking(strikes: dict[str, int | str]) -> Callable[[str], None]:
    """These signals, or built-in errors by name, at these points, on each arrival named (`name` is the first, `name:2` the second).

    Ctrl-C works also in a program whose starter ignores it, as a shell's background does.
    """
    if signal.SIGINT in strikes.values():
        signal.signal(signal.SIGINT, signal.default_int_handler)
    arrivals: Counter[str] = Counter()

    def strike(name: str) -> None:
        arrivals[name] += 1
        what = strikes.get(name if arrivals[name] == 1 else f"{name}:{arrivals[name]}")
        if isinstance(what, str):
            raise getattr(builtins, what)(f"at {name}")
        if what is not None:
            KNOWN["struck"] = time.monotonic()
            os.kill(os.getpid(), what)

    return strike


def _hinder(job: dict[str, Any]) -> None:
    """A disk on which only so many more pages fit, or on which writing beyond a size fails, or some of all writes and syncs, or
    every sync takes so many milliseconds; or so many bytes of memory are left."""
    import resource

    import sqlalchemy as sa

    if "failing" in job:
        beginning = str(Path(job["config"]).parent / "monitor.db").encode()
        ctypes.CDLL(None).fail_writes(beginning, *job["failing"])
    if "slow" in job:
        ctypes.CDLL(None).slow_syncs(job["slow"])
    if "memory" in job:
        used = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + job["memory"], used + job["memory"]))
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
            # What a command prints is no answer of ours.
            os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
            fault.strike_with(_striking(job.get("strikes", {})))
            os._exit((run_command if "command" in job else run_daemon if job.get("is_daemon") else run_turn)(job))
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
    """A turn, a command or a daemon for every line."""
    with_parts_at_hand()
    for line in sys.stdin:
        job = json.loads(line)
        status = run_turn(job) if job.get("is_preparing") else forked(job)
        sys.stdout.write(f"{status}\n")
        sys.stdout.flush()


class Loaded:
    """The other end: a program that is loaded once and turns whenever it is asked, its secrets in its environment."""

    def __init__(self, log: Path, **environment: str) -> None:
        self._stream = log.open("wb")
        command = [sys.executable, "-m", "tests.journey.loaded"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._stream, env={**os.environ, **CANARIES, **environment}
        )
        self.log = log
        self.is_prepared = False

    def run(self, path: Path, **job: Any) -> int:
        """One job with the configuration at this path; the exit code."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"config": str(path), **job}).encode() + b"\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def prepare(self, path: Path, *, at: str) -> None:
        """Once, with any configuration: what it sends is nobody's."""
        if not self.is_prepared:
            self.is_prepared = True
            assert self.run(path, at=at, is_preparing=True) in (0, 3), self.log.read_text(encoding="utf-8")[-3000:]

    def close(self) -> None:
        """No more turns."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)
        self._stream.close()


if __name__ == "__main__":
    serve()
