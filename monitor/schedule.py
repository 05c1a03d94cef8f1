"""The clockwork: APScheduler turns the crank at a fixed interval; what is due is asked of the store."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

TICK = timedelta(seconds=30)
"""How often the daemon looks: a stepped clock or a suspended machine costs at most this."""


def run_forever(turn: Callable[[], object], *, reload: Callable[[], object], every: timedelta = TICK) -> None:
    """Call `turn` every tick, never twice at once, until SIGTERM or SIGINT comes; must run on the main thread.

    `reload` is called between turns after SIGHUP. A turn in hand is finished before leaving. An error
    that escapes `turn` ends the daemon and is raised here: the supervisor restarts it.
    """
    from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
    from apscheduler.executors.pool import ThreadPoolExecutor
    from apscheduler.schedulers.background import BackgroundScheduler

    stop, reloading = threading.Event(), threading.Event()
    failures: list[BaseException] = []

    def tick() -> None:
        if reloading.is_set():
            reloading.clear()
            reload()
        turn()

    def failed(event: JobExecutionEvent) -> None:
        failures.append(event.exception)
        stop.set()

    # misfire_grace_time: the default of one second silently drops late jobs; None runs them, coalesced into one.
    scheduler = BackgroundScheduler(
        timezone=UTC,
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    scheduler.add_listener(failed, EVENT_JOB_ERROR)
    scheduler.add_job(tick, "interval", seconds=every.total_seconds(), id="turn", next_run_time=datetime.now(UTC))
    handlers: dict[signal.Signals, Callable[..., None]] = {
        signal.SIGTERM: lambda *_: stop.set(),
        signal.SIGINT: lambda *_: stop.set(),
        signal.SIGHUP: lambda *_: reloading.set(),
    }
    previous = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    scheduler.start()
    try:
        stop.wait()
    finally:
        scheduler.shutdown(wait=True)
        for number, handler in previous.items():
            signal.signal(number, handler)
    if failures:
        raise failures[0]
