"""`monitor run`: the same turn as cron's, on a schedule, with the web endpoints and the supervisor's heartbeat."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor import app, cadence, net, observe
from monitor.errors import BusyError, ConfigError, StoreError
from monitor.events import EventLog
from monitor.fault import point
from monitor.schedule import TICK, Clockwork
from monitor.web import Pulse, serving

if TYPE_CHECKING:
    from monitor.config import Config

log = EventLog("monitor.daemon")

Load = Callable[[], "Config"]
Counts = dict[str, dict[str, int]]

STAGES = {"gather": ("poll", "read"), "editions": ("publish", "send")}
"""The jobs that turn the crank; the third, `upkeep`, looks after the store."""

PATIENCE = {"gather": timedelta(minutes=10), "editions": timedelta(minutes=10), "upkeep": timedelta(hours=6)}
"""A job that has finished no item for so long hangs: no heartbeat goes out, and the supervisor starts the program anew.
No item takes that long: every fetch, worker and delivery has its own shorter deadline. Copying a large store may take hours."""

FIRST_LOOK = timedelta(minutes=15)
"""So long the first edition of a new store waits for the first polls and readings at most."""

LOOK = 0.2
"""So often, in seconds, it is asked whether they are done."""

LEAVE_WITHIN = timedelta(seconds=5)
"""After a signal to leave, every fetch and delivery in hand has so long left; a mail that was cut is sent again as the same."""

LONGEST_WAIT = timedelta(minutes=5)
"""Between two attempts to reach a store that cannot be reached at the start."""


class Daemon:
    """Three jobs that never wait for each other: gathering (poll, read), editions (publish, send) and upkeep."""

    def __init__(self, config: Config, load: Load, *, every: timedelta = TICK) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._newest = config
        self._served_at = _served_at(config)
        self._parts = {name: app.App(config=config, late_after=cadence.LATE_AFTER) for name in PATIENCE}
        self._heart = Pulse(PATIENCE, app.utc_now)
        self._stuck: set[str] = set()
        self._failing: dict[str, str] = {}
        self._has_gathered = threading.Event()
        self._clockwork = Clockwork(
            {name: lambda name=name: self._turn(name) for name in PATIENCE},  # type: ignore[misc]
            every=every,
            reload=self._reload,
            pulse=self._pulse,
            leave=lambda: net.hurry(LEAVE_WITHIN),
        )

    def run(self) -> None:
        """Run until a signal says to leave. Raises BusyError when a daemon runs on this store already, StoreError."""
        with ExitStack() as stack:
            stack.enter_context(self._clockwork.listening())
            stack.enter_context(self._store_held())
            if self._clockwork.is_leaving:
                return
            for name in PATIENCE:
                stack.callback(self._let_go, name)
            stack.enter_context(serving(lambda: self._newest, self._heart))
            observe.notify("READY=1")
            log.info("daemon_started", pid=os.getpid(), feeds=len(self._newest.feeds))
            try:
                self._clockwork.run()
            finally:
                observe.notify("STOPPING=1")
        log.info("daemon_stopped")

    @contextmanager
    def _store_held(self) -> Iterator[None]:
        """The lock of the only daemon on the store. A server that is not there yet is waited for until somebody says to leave."""
        wait = timedelta(seconds=1)
        while not self._clockwork.is_leaving:
            with ExitStack() as stack:
                try:
                    store = stack.enter_context(app.open_store(self._newest))
                    stack.enter_context(store.lock(name="daemon"))
                except StoreError as error:
                    if error.is_lasting:
                        raise
                    log.error("store_awaited", reason=str(error), again_in=wait.total_seconds())
                else:
                    yield
                    return
            observe.notify(f"EXTEND_TIMEOUT_USEC={2_000_000 * int(wait.total_seconds() + 60)}")
            self._clockwork.wait(wait)
            wait = min(wait * 2, LONGEST_WAIT)
        yield

    # -- turns

    def _turn(self, name: str) -> None:
        """One turn of one job. A store that fails for now is tried again at the next tick; one that will not heal ends the daemon."""
        began, is_success = time.monotonic(), True
        counts: Counts = {}
        try:
            counts = self._crank(name)
        except BusyError as error:
            log.info("turn_skipped", job=name, owner=error.owner)
        except StoreError as error:
            is_success = False
            self._tell_failure(name, str(error))
            if error.is_lasting:
                raise
        else:
            if self._failing.pop(name, None):
                log.info("turn_works_again", job=name)
        if name == "gather":
            self._has_gathered.set()
        self._heart.turned(name, seconds=time.monotonic() - began, counts=counts, is_success=is_success)

    def _tell_failure(self, name: str, reason: str) -> None:
        """Once, not at every tick of a night with a full disk."""
        if self._failing.get(name) != reason:
            self._failing[name] = reason
            log.error("turn_failed", job=name, reason=reason, again_in=TICK.total_seconds())

    def _crank(self, name: str) -> Counts:
        """The turn itself; the counts of its report."""
        part = self._current(name)
        if name == "editions":
            self._await_first_news(part)
        if name not in STAGES:
            app.run_upkeep(part, is_leaving=lambda: self._is_leaving(name))
            return {}
        report = app.run_turn(part, only=STAGES[name], is_leaving=lambda: self._is_leaving(name), is_tick=True)
        for problem in report.problems:
            log.warning("problem", where=problem.where, what=problem.what)
        return {"feeds": report.feeds, "entries": report.entries, "articles": report.articles, "deliveries": report.deliveries}

    def _await_first_news(self, part: app.App) -> None:
        """The first edition ever waits for the first look round: it would say that there is nothing, because nobody had looked."""
        if self._has_gathered.is_set():
            return
        with part.store() as store:
            if store.editions(limit=1):
                return
        until = time.monotonic() + FIRST_LOOK.total_seconds()
        while not (self._is_leaving("editions") or self._has_gathered.wait(LOOK) or time.monotonic() > until):
            pass

    def _is_leaving(self, name: str) -> bool:
        """Asked by a job after every item: whoever asks has moved."""
        self._heart.moved(name)
        return self._clockwork.is_leaving

    def _pulse(self) -> None:
        """The heartbeat: items and turns completed, not a thread alive."""
        stuck = {beat.job: beat.age for beat in self._heart.beats() if not beat.is_alive}
        for name in stuck.keys() - self._stuck:
            log.error("job_stuck", job=name, since_seconds=round(stuck[name]))
        self._stuck = set(stuck)
        if not stuck:
            observe.notify("WATCHDOG=1")

    # -- configuration

    def _current(self, name: str) -> app.App:
        """The job's own parts; built anew after a reload."""
        with self._lock:
            newest = self._newest
        current = self._parts[name]
        if current.config is not newest:
            current.close()
            current = self._parts[name] = app.App(config=newest, late_after=cadence.LATE_AFTER)
        return current

    def _let_go(self, name: str) -> None:
        self._parts[name].close()

    def _reload(self) -> None:
        """Take the new configuration from the next turn on, or keep the old one and say why."""
        observe.notify(f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}")
        point("configuration reloading")
        try:
            config = self._load()
        except ConfigError as error:
            for mistake in error.mistakes:
                log.error("configuration_refused", mistake=str(mistake))
            log.error("configuration_kept", path=str(self._newest.path))
        else:
            self._take(config)
        observe.notify("READY=1")

    def _take(self, config: Config) -> None:
        """What only a restart changes is said: another store keeps the old configuration, another address of the web only that."""
        if config.store.url.reveal() != self._newest.store.url.reveal():
            log.error("configuration_kept", path=str(config.path), reason="another store needs a restart")
            return
        if _served_at(config) != self._served_at:
            log.warning("restart_needed", path=str(config.path), reason="web.enabled, web.listen and web.port stay as they were")
        with self._lock:
            self._newest = config
        log.info("configuration_reloaded", feeds=len(config.feeds))


def _served_at(config: Config) -> tuple[bool, str, int]:
    return config.web.enabled, config.web.listen, config.web.port


def run(load: Load) -> None:
    """The daemon for the configuration that `load` gives, now and again at every SIGHUP."""
    Daemon(load(), load).run()
