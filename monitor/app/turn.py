"""One turn of the crank: poll, read, publish, send; the same for cron and for the daemon."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from monitor import events
from monitor.app.build import App, open_app, utc_now
from monitor.errors import BusyError, StoreError
from monitor.model import RunReport
from monitor.pipeline.tally import Tally
from monitor.ports import Clock

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.store.sql import SqlStore

STAGES = ("poll", "read", "publish", "send")

LOCKS = {"turn": {"poll", "read"}, "edition": {"publish", "send"}}
"""What each lock is held for. They are two, so that a daemon that is gathering never delays an edition."""

OPEN = {"pending", "retry", "unknown", "sending"}
"""Deliveries in these states are owed. What a turn does not need is not even loaded: most turns have nothing to do."""

BUDGET = timedelta(minutes=5)
"""A stage of a turn takes no new work after this; what is left is due in the next one."""


def run_once(config: Config, *, only: Sequence[str] = STAGES, wait: timedelta = timedelta(0), clock: Clock = utc_now) -> RunReport:
    """One turn from nothing, as cron runs it. Raises BusyError while another turn holds the lock, StoreError."""
    with open_app(config, clock=clock) as app:
        return run_turn(app, only=only, wait=wait)


def run_turn(
    app: App,
    *,
    only: Sequence[str] = STAGES,
    wait: timedelta = timedelta(0),
    is_leaving: Callable[[], bool] = lambda: False,
    is_tick: bool = False,
) -> RunReport:
    """One turn under the lock. `is_leaving` ends it early, after the item in hand; it is asked after every item.

    A whole turn also looks after the store. Every report is kept; those of ticks that found nothing to do are one a day.
    """
    started_at, tally, run = app.clock(), Tally(), uuid4().hex[:12]

    def report() -> RunReport:
        return tally.report(run, started_at, app.clock(), jobs=only)

    with app.store() as store, events.within(run=run), ExitStack() as locks:
        for name, stages in LOCKS.items():
            if stages & set(only):
                locks.enter_context(store.lock(wait=wait, name=name))
        with _reported(store, tally, report):
            store.sync_feeds(app.config.feeds, started_at)
            for stage in STAGES:
                if stage in only and not is_leaving():
                    JOBS[stage](app, store, tally, _budget(is_leaving))
            if set(only) == set(STAGES) and not is_leaving():
                _look_after(app, store, tally, _budget(is_leaving), report())
        kept = report()
        store.record_run(kept, done=only, is_folded=is_tick and tally.is_idle)
    return kept


@contextmanager
def _reported(store: SqlStore, tally: Tally, report: Callable[[], RunReport]) -> Iterator[None]:
    """A run that the store ends is reported too where it had done something, if the store still takes that."""
    try:
        yield
    except StoreError as error:
        if not (tally.is_idle or error.is_lasting):
            tally.problem("store", str(error))
            with suppress(StoreError):
                store.record_run(report())
        raise


def _budget(is_leaving: Callable[[], bool]) -> Callable[[], bool]:
    """Whether a stage that begins now should take no new work: each has its own time, so that much reading delays no edition."""
    until = time.monotonic() + BUDGET.total_seconds()
    return lambda: is_leaving() or time.monotonic() > until


def run_upkeep(app: App, *, is_leaving: Callable[[], bool] = lambda: False) -> None:
    """The daemon's third job: the store looked after, the operator told. Raises BusyError while another does it, StoreError."""
    from monitor.app.upkeep import look_after

    started_at, tally, run = app.clock(), Tally(), uuid4().hex[:12]

    def report() -> RunReport:
        return tally.report(run, started_at, app.clock(), jobs=("upkeep",))

    with app.store() as store, events.within(run=run), store.lock(name="upkeep"):
        with _reported(store, tally, report):
            look_after(app, store, tally, is_leaving)
        store.record_run(report(), is_folded=tally.is_idle)


def _look_after(app: App, store: SqlStore, tally: Tally, is_over: Callable[[], bool], report: RunReport) -> None:
    """The last part of a whole turn: what the operator must be told is sent with it. A daemon beside us does it instead."""
    from monitor.app.upkeep import look_after

    with suppress(BusyError), store.lock(name="upkeep"):
        if look_after(app, store, tally, is_over, reports=(report,)):
            _send(app, store, tally, is_over)


def _poll(app: App, store: SqlStore, tally: Tally, is_over: Callable[[], bool]) -> None:
    now = app.clock()
    due = store.due_feeds(now)
    if not due:
        return
    from monitor.pipeline.poll import PollJob

    _remember_back_offs(app, store, now)
    PollJob(
        store=store,
        fetcher=app.fetcher,
        workers=app.workers,
        clock=app.clock,
        tally=tally,
        settings=app.config.poll,
        is_over=is_over,
    ).run(due)


def _read(app: App, store: SqlStore, tally: Tally, is_over: Callable[[], bool]) -> None:
    now = app.clock()
    store.release_readings()
    if not store.has_readings_due(now):
        return
    from monitor.pipeline.read import ReadJob

    _remember_back_offs(app, store, now)
    ReadJob(
        store=store,
        fetcher=app.fetcher,
        workers=app.workers,
        clock=app.clock,
        tally=tally,
        desk=app.desk,
        story_settings=app.config.stories,
        settings=app.config.read,
        is_over=is_over,
    ).run()
    # What an article's host asked for holds for the next process, too.
    store.record_back_offs({host: app.clock() + span for host, span in app.fetcher.closed_hosts().items()})


def _publish(app: App, store: SqlStore, tally: Tally, is_over: Callable[[], bool]) -> None:
    if not app.config.digests:
        return
    from monitor.app.publishing import publish_job

    publish_job(app, store, tally, is_over).run()


def _send(app: App, store: SqlStore, tally: Tally, is_over: Callable[[], bool]) -> None:
    store.release_deliveries()
    if not OPEN & store.delivery_counts().keys():
        return
    from monitor.pipeline.send import SendJob

    SendJob(store=store, channels=app.channels, clock=app.clock, tally=tally, settings=app.config.send, is_over=is_over).run()


JOBS: dict[str, Callable[[App, SqlStore, Tally, Callable[[], bool]], None]] = {
    "poll": _poll,
    "read": _read,
    "publish": _publish,
    "send": _send,
}


def _remember_back_offs(app: App, store: SqlStore, now: datetime) -> None:
    """A host that asked us to stay away is not asked by a new process either."""
    for host, until in store.back_offs(now).items():
        app.fetcher.stay_away(host, until - now)


def dry_run(config: Config, *, clock: Clock = utc_now) -> dict[str, object]:
    """What a turn would find to do now. Nothing is fetched, written or sent."""
    from monitor.app.publishing import publish_job

    now = clock()
    with open_app(config, clock=lambda: now) as app, app.store() as store:
        counts = store.counts()
        return {
            "feeds_due": [due.feed.id for due in store.due_feeds(now)] or [feed.id for feed in config.feeds if not store.feeds()],
            "entries_unread": counts["unread"],
            "editions_due": publish_job(app, store, Tally()).due(),
            "deliveries_owed": counts["owed"],
        }
