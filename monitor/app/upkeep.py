"""Looking after the store once a day, and looking for trouble at every turn: the third job of the daemon, the last part of `once`."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.app import watch
from monitor.app.build import App
from monitor.app.watch import Look
from monitor.errors import StoreError
from monitor.events import EventLog
from monitor.fault import point
from monitor.model import Condition, Incident, RunReport
from monitor.observe import without_secrets
from monitor.pipeline.tally import Tally

if TYPE_CHECKING:
    from monitor.store.settings import StoreSettings
    from monitor.store.sql import SqlStore

log = EventLog("monitor.upkeep")

EVERY = timedelta(days=1)
BATCH = 200
"""So many pages or entries are forgotten in one transaction when the store is too large: pollers wait for a moment, not for minutes."""

UPKEEP, WATCH = "upkeep", "watch"

OVERLAP = timedelta(minutes=15)
"""Reports are looked at again for so long: one is recorded at the end of its run, which began before the last look."""


def look_after(app: App, store: SqlStore, tally: Tally, is_over: Callable[[], bool], *, reports: Sequence[RunReport] = ()) -> bool:
    """Keep the store up if that is due, and tell the operator what changed; whether there is a message to send.

    `reports` are runs that are not in the store yet. Must be called under the lock `upkeep`: two that look would tell twice.
    """
    now, jobs = app.clock(), store.jobs()
    known = (*store.runs_since(jobs.get(WATCH, now) - OVERLAP), *reports)
    look = _look(app, store, known, now)
    since = jobs.get(UPKEEP) or store.first_run_at()
    if is_due(since, now):
        look += keep_up(store, app.config.store, now, tally, is_over, since=since)
        if not is_over():
            store.record_job(UPKEEP, now)
    is_told = _tell(app, store, look, now, tally)
    store.record_job(WATCH, now)
    return is_told


def is_due(since: datetime | None, now: datetime) -> bool:
    """Whether a day has gone since the last upkeep, or since there is a store; also when a clock that was ahead had marked it."""
    return since is not None and abs(now - since) >= EVERY


# -- trouble


def _look(app: App, store: SqlStore, reports: Sequence[RunReport], now: datetime) -> Look:
    """Everything that can be judged at every turn."""
    ended = [one.closed_at for one in store.incidents(is_open=False) if one.key == "network" and one.closed_at]
    open_keys = {one.key for one in store.incidents()}
    back_at = now if "network" in open_keys else max(ended, default=None)
    look = watch.look_at_feeds(store.feeds(), now, network_back_at=back_at, open_keys=open_keys)
    look += Look(conditions=store.undelivered(), covers=("delivery:",))
    look += watch.look_at_reports(reports)
    if store.path is not None:
        settings = app.config.store
        look += watch.look_at_disk(shutil.disk_usage(_folder(store.path)).free, settings.min_free, is_open="disk" in open_keys)
    return look


def _tell(app: App, store: SqlStore, look: Look, now: datetime, tally: Tally) -> bool:
    """Record what began and ended, with a message where the operator has a channel; whether there is one."""
    changed = watch.changes(look, store.incidents(), now)
    if not changed:
        return False
    for one in changed:
        tally.count("store.closed" if one.closed_at else "store.opened")
        if one.closed_at is None:
            log.warning("incident_opened", key=one.key, what=one.what)
            if one.key.startswith(("disk", "store:")):
                tally.problem(one.key, one.what)
        else:
            log.info("incident_closed", key=one.key, what=one.what)
    operator = app.config.operator
    if operator is None:
        store.record_incidents(changed, ())
        return False
    from monitor.app.publishing import form_of

    hidden = tuple(_without_secrets(one, app.config.secrets) for one in changed)
    form = form_of(app.config.channels[operator.channel])
    message = watch.message_for(
        hidden, form, now, channel=operator.channel, address=operator.address, host=socket.gethostname().partition(".")[0]
    )
    store.record_incidents(watch.told(hidden, now), (message,))
    return True


def _without_secrets(one: Incident, secrets: tuple[str, ...]) -> Incident:
    return replace(one, what=without_secrets(one.what, secrets))


# -- the store


def keep_up(
    store: SqlStore, settings: StoreSettings, now: datetime, tally: Tally, is_over: Callable[[], bool], *, since: datetime | None = None
) -> Look:
    """Retention by age and size, room given back, an integrity check and a copy; what of it went wrong.

    Only what was too old already at the upkeep before (`since`) goes: a clock far ahead for one turn deletes nothing.
    """
    gone = store.expire(min(now, since or now), keep=settings.keep, keep_pages=settings.keep_pages)
    point("retention by age done")
    gone = _fit(store, settings, now, gone, is_over)
    store.vacuum()
    if any(gone.values()):
        log.info("store_expired", **gone)
    tally.count("store.expired", sum(gone.values()))
    damage = store.check()
    tally.count("store.checked")
    if damage:
        what = f"the integrity check found {len(damage)} faults, first: {damage[0]}"
        return Look(conditions=(Condition(key="store:damage", what=what),), covers=("store:damage",))
    point("store checked")
    return Look(covers=("store:damage",)) + copy_store(store, settings, now, tally)


def _fit(store: SqlStore, settings: StoreSettings, now: datetime, gone: dict[str, int], is_over: Callable[[], bool]) -> dict[str, int]:
    """The oldest go until the store is as small as it may be."""
    if settings.max_size is None:
        return gone
    while store.used() > settings.max_size * watch.MIB and not is_over():
        more = store.expire_oldest(now, limit=BATCH)
        if not any(more.values()):
            break
        gone = {name: number + more.get(name, 0) for name, number in gone.items()}
    return gone


def copy_store(store: SqlStore, settings: StoreSettings, now: datetime, tally: Tally) -> Look:
    """A checked copy in the folder of copies, the oldest of them removed; nothing for a store that is no file."""
    covers = ("store:backup",)
    if store.path is None or not settings.backups:
        return Look(covers=covers)
    folder = Path(settings.backups)
    stem = Path(store.path).stem
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        free, needed = shutil.disk_usage(folder).free, store.size()
        if free < needed:
            raise StoreError(f"{free // watch.MIB} MiB are free, and the copy needs {needed // watch.MIB}")
        newest = folder / f"{stem}-{now:%Y-%m-%d}.db"
        store.backup(str(newest))
        point("backup made")
        # Those of a clock that was ahead go first: they would push out every good one.
        copies = sorted(folder.glob(f"{stem}-????-??-??.db"), key=lambda copy: (copy <= newest, copy))
        for old in copies[: -settings.backups_kept]:
            old.unlink()
    except (OSError, StoreError) as error:
        return Look(conditions=(Condition(key="store:backup", what=f"no copy of the store could be made: {error}"),), covers=covers)
    tally.count("store.copied")
    log.info("store_copied", folder=str(folder))
    return Look(covers=covers)


def _folder(path: str) -> Path:
    return Path(path).absolute().parent
