"""`monitor run`: the same turn as cron's, on a schedule, with the web endpoints and the supervisor's heartbeat."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from monitor import app, observe
from monitor.errors import BusyError, ConfigError
from monitor.schedule import TICK, Clockwork

if TYPE_CHECKING:
    from monitor.config import Config

log = structlog.get_logger("monitor.daemon")

Load = Callable[[], "Config"]


class Daemon:
    """Two jobs that never wait for each other: gathering (poll, read) and editions (publish, send)."""

    def __init__(self, config: Config, load: Load, *, every: timedelta = TICK) -> None:
        self._load = load
        self._app = app.App(config=config)
        self._editions = app.App(config=config)
        self._lock = threading.Lock()
        self._pending: Config | None = None
        self._turned: set[str] = set()
        jobs = {"gather": lambda: self._turn("gather", ("poll", "read")), "editions": lambda: self._turn("editions", ("publish", "send"))}
        self._clockwork = Clockwork(jobs, every=every, reload=self._reload)

    def run(self) -> None:
        """Run until a signal says to leave. Raises BusyError when a daemon runs on this store already."""
        with ExitStack() as stack:
            store = stack.enter_context(app.open_store(self._app.config))
            stack.enter_context(store.lock(name="daemon"))
            stack.callback(self._app.close)
            stack.callback(self._editions.close)
            observe.notify("READY=1")
            log.info("daemon_started", pid=os.getpid(), feeds=len(self._app.config.feeds))
            try:
                self._clockwork.run()
            finally:
                observe.notify("STOPPING=1")
        log.info("daemon_stopped")

    def _turn(self, name: str, stages: tuple[str, ...]) -> None:
        """One turn of one job; the heartbeat is a turn completed, not a thread alive."""
        part = self._parts(name)
        try:
            report = app.turn(part, only=stages, is_leaving=lambda: self._clockwork.is_leaving)
        except BusyError as error:
            log.info("turn_skipped", job=name, owner=error.owner)
        else:
            for problem in report.problems:
                log.warning("problem", where=problem.where, what=problem.what)
        self._beat(name)

    def _beat(self, name: str) -> None:
        with self._lock:
            self._turned.add(name)
            is_whole = len(self._turned) == 2
            if is_whole:
                self._turned.clear()
        if is_whole:
            observe.notify("WATCHDOG=1")

    def _parts(self, name: str) -> app.App:
        """The job's own parts; built anew after a reload."""
        with self._lock:
            current = self._app if name == "gather" else self._editions
            if self._pending is None or current.config is self._pending:
                return current
            current.close()
            fresh = app.App(config=self._pending)
            if name == "gather":
                self._app = fresh
            else:
                self._editions = fresh
            return fresh

    def _reload(self) -> None:
        """Take the new configuration from the next turn on, or keep the old one and say why."""
        observe.notify("RELOADING=1")
        try:
            config = self._load()
        except ConfigError as error:
            for mistake in error.mistakes:
                log.error("configuration_refused", mistake=str(mistake))
            log.error("configuration_kept", path=str(self._app.config.path))
        else:
            with self._lock:
                self._pending = config
            log.info("configuration_reloaded", feeds=len(config.feeds))
        observe.notify("READY=1")


def run(load: Load) -> None:
    """The daemon for the configuration that `load` gives, now and again at every SIGHUP."""
    Daemon(load(), load).run()
