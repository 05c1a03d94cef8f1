"""The clockwork: APScheduler turns each crank at a fixed interval; what is due is asked of the store."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from monitor.app import utc_now

if TYPE_CHECKING:
    from apscheduler.events import JobExecutionEvent
    from apscheduler.schedulers.background import BackgroundScheduler

TICK = timedelta(seconds=30)
"""How often the daemon looks: a stepped clock or a suspended machine costs at most this."""

PULSE = timedelta(seconds=15)
"""How often the main loop says that it is alive: four times in the supervisor's minute."""

Job = Callable[[], object]


class Clockwork:
    """Calls each job every tick, each on a thread of its own and never twice at once, until it is told to stop."""

    def __init__(
        self,
        jobs: Mapping[str, Job],
        *,
        every: timedelta = TICK,
        reload: Job = lambda: None,
        pulse: Job = lambda: None,
        leave: Job = lambda: None,
    ) -> None:
        self._jobs, self._every, self._reload, self._pulse, self._leave = jobs, every, reload, pulse, leave
        # A pipe and not an Event: setting an Event in a signal handler can meet its own lock.
        self._ear, self._mouth = os.pipe()
        os.set_blocking(self._mouth, False)
        self._is_reload_asked = False
        self._failure: BaseException | None = None
        self.is_leaving = False
        """Whether it has been told to stop: a job that asks finishes the item in hand and returns."""

    def stop(self) -> None:
        """Leave after the items in hand."""
        self.is_leaving = True
        os.write(self._mouth, b"!")

    def run(self) -> None:
        """Run until SIGTERM, SIGINT or `stop`; must be called on the main thread, once.

        `reload` is called on the main thread after SIGHUP, `pulse` all the time, `leave` before the jobs are waited for. An error that
        escapes a job ends the clockwork and is raised here: the supervisor restarts it.
        """
        scheduler = self._scheduler()
        with self.listening():
            scheduler.start()
            try:
                while not self.is_leaving:
                    self._pulse()
                    self.wait(PULSE)
                    if self._is_reload_asked and not self.is_leaving:
                        self._is_reload_asked = False
                        self._reload()
            finally:
                self.is_leaving = True
                self._leave()
                scheduler.shutdown(wait=True)
        if self._failure is not None:
            raise self._failure

    def wait(self, span: timedelta) -> None:
        """Wait so long, or until a signal or `stop` comes."""
        if self.is_leaving:
            return
        ready, _, _ = select.select([self._ear], [], [], span.total_seconds())
        if ready:
            os.read(self._ear, 1024)

    def _scheduler(self) -> BackgroundScheduler:
        from apscheduler.events import EVENT_JOB_ERROR
        from apscheduler.executors.pool import ThreadPoolExecutor
        from apscheduler.schedulers.background import BackgroundScheduler

        # misfire_grace_time: the default of one second silently drops late jobs; None runs them, coalesced into one.
        scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(len(self._jobs))},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        scheduler.add_listener(self._failed, EVENT_JOB_ERROR)
        for name, job in self._jobs.items():
            scheduler.add_job(job, "interval", seconds=self._every.total_seconds(), id=name, next_run_time=utc_now())
        return scheduler

    def _failed(self, event: JobExecutionEvent) -> None:
        self._failure = event.exception
        self.stop()

    @contextmanager
    def listening(self) -> Iterator[None]:
        """SIGTERM and SIGINT stop, SIGHUP reloads. Handlers only set a flag; the byte that Python writes wakes the loop."""

        def leave(*_: object) -> None:
            self.is_leaving = True

        def ask_reload(*_: object) -> None:
            self._is_reload_asked = True

        previous_fd = signal.set_wakeup_fd(self._mouth, warn_on_full_buffer=False)
        handlers = {signal.SIGTERM: leave, signal.SIGINT: leave, signal.SIGHUP: ask_reload}
        previous = {number: signal.signal(number, handler) for number, handler in handlers.items()}
        try:
            yield
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler)
            signal.set_wakeup_fd(previous_fd)
