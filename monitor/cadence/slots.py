"""A crontab expression, a zone and the clock in, the scheduled instants of a digest out: each once, whatever the zone's clock does.

The times of day a crontab names are listed by cronsim, which reads the fields as cron(8) does, on a calendar without
zones. What each of them means in a zone is decided here: a time that a jump of the clock skips comes right after the
jump (right before it where the jump goes over midnight, so that each local date has its own), a time that is repeated
counts once. Only a schedule for every hour follows the clock itself, as cron(8) has it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from monitor.model import Slot

CatchUp = Literal["one", "all", "none"]

ALERT = "alert"
"""Instead of a crontab: editions as soon as there is something to tell."""

LATE_AFTER = timedelta(minutes=1)
"""An edition published later than this after its slot says so."""

MISSED_AFTER = timedelta(hours=1)
"""Under `catch_up: none`, an older slot is left out; until then it is merely late."""

MOST_SLOTS = 366
"""Under `catch_up: all`, no more than the newest so many."""

WIDEST_SHIFT = timedelta(hours=4)
"""No zone's clock is set by more while the day goes on; a larger change leaves out whole dates, which then have no slot."""

NICKNAMES = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cron:
    """A crontab expression that was understood."""

    text: str
    is_daily: bool
    """At most one time a day: the local date names the slot."""
    is_hourly: bool
    """Every hour of the day: follows the clock, so that a repeated hour is served twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When a digest is due: a crontab expression (or `alert`) read in an IANA zone."""

    digest: str
    cron: str
    zone: str = "UTC"

    @property
    def is_alert(self) -> bool:
        """Whether its editions follow the news and not the clock."""
        return self.cron.strip() == ALERT


@lru_cache(maxsize=1024)
def parse_cron(text: str) -> Cron:
    """The expression, checked; raises ValueError in words for the operator."""
    plain = NICKNAMES.get(text.strip().casefold(), text)
    fields = plain.split()
    if len(fields) != 5:
        raise ValueError(f"{text!r} has {len(fields)} fields; a crontab has five: minute hour day-of-month month day-of-week")
    try:
        table = CronSim(plain, datetime(2000, 1, 1, tzinfo=UTC))
        next(table)
    except CronSimError as error:
        raise ValueError(f"{text!r}: {str(error).lower().replace('bad ', 'cannot read the ')}") from error
    except StopIteration:
        raise ValueError(f"{text!r} names a day that never comes") from None
    return Cron(text=" ".join(fields), is_daily=len(table.hours) * len(table.minutes) == 1, is_hourly=len(table.hours) == 24)


@lru_cache(maxsize=1024)
def parse_zone(name: str) -> ZoneInfo:
    """The zone; raises ValueError naming it when it is not known here."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is no known time zone; write an IANA name like Europe/Berlin") from error


def due_slots(
    schedule: Schedule, last: datetime | None, now: datetime, *, catch_up: CatchUp = "one", done: Collection[str] = ()
) -> tuple[Slot, ...]:
    """The slots to publish at `now`, oldest first: those after `last`, without the periods in `done`.

    `last` is the instant up to which this digest was published. Where it is None (the first edition), or lies in the
    future (the clock was wrong), the latest slot is the only one considered. An alert digest has no slots.
    """
    if schedule.is_alert:
        return ()
    is_known = last is not None and last <= now
    slots: list[Slot] = []
    for slot in _slots_before(schedule, now):
        if (last is not None and is_known and slot.scheduled_at <= last) or _is_out_of_reach(slot, now, catch_up):
            break
        if slot.period not in done:
            slots.append(replace(slot, is_late=is_known and now - slot.scheduled_at > LATE_AFTER))
        if not is_known or len(slots) == (MOST_SLOTS if catch_up == "all" else 1):
            break
    return tuple(reversed(slots))


def next_slot(schedule: Schedule, after: datetime, *, done: Collection[str] = ()) -> Slot | None:
    """The first slot later than `after` whose period is not in `done`; None for an alert digest."""
    if schedule.is_alert:
        return None
    found: Slot | None = None
    for slot in _slots_after(schedule, after):
        if slot.period in done:
            continue
        if found is not None and slot.scheduled_at > found.scheduled_at:
            break
        found = slot
    return found


def _is_out_of_reach(slot: Slot, now: datetime, catch_up: CatchUp) -> bool:
    return catch_up == "none" and now - slot.scheduled_at > MISSED_AFTER


# -- the two directions


def _slots_before(schedule: Schedule, now: datetime) -> Iterator[Slot]:
    """Every slot up to and including `now`, newest first. Times skipped by one jump share an instant: the last of them stands for all."""
    newer: datetime | None = None
    for slot in _slots(schedule, now, is_reverse=True):
        if slot.scheduled_at <= now and slot.scheduled_at != newer:
            newer = slot.scheduled_at
            yield slot


def _slots_after(schedule: Schedule, after: datetime) -> Iterator[Slot]:
    for slot in _slots(schedule, after, is_reverse=False):
        if slot.scheduled_at > after:
            yield slot


def _slots(schedule: Schedule, around: datetime, *, is_reverse: bool) -> Iterator[Slot]:
    cron, zone = parse_cron(schedule.cron), parse_zone(schedule.zone)
    start = around + WIDEST_SHIFT if is_reverse else around - WIDEST_SHIFT
    if cron.is_hourly:
        for local in CronSim(cron.text, start.astimezone(zone), reverse=is_reverse):
            yield Slot(digest=schedule.digest, period=_hour_key(local), scheduled_at=local.astimezone(UTC))
        return
    form = "%Y-%m-%d" if cron.is_daily else "%Y-%m-%dT%H:%M"
    for wall in CronSim(cron.text, start.astimezone(zone).replace(tzinfo=None), reverse=is_reverse):
        at = _instant(wall, zone)
        if at is not None:
            yield Slot(digest=schedule.digest, period=wall.strftime(form), scheduled_at=at)


def _hour_key(local: datetime) -> str:
    key = local.strftime("%Y-%m-%dT%H:%M")
    return f"{key}{local:%z}" if local.fold else key


# -- a time of day in a zone


def _instant(wall: datetime, zone: ZoneInfo) -> datetime | None:
    """When a clock on the wall shows this: the first time, or at the jump that skips it. None on a date that a zone left out."""
    at = wall.replace(tzinfo=zone).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) == wall:
        return at
    jump = _jump_between(wall.replace(tzinfo=zone, fold=1).astimezone(UTC), at, zone)
    for at in (jump, jump - timedelta(minutes=1)):
        if at.astimezone(zone).date() == wall.date():
            return at
    return None


def _jump_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first second with the new offset, found by halving."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=int((after - before).total_seconds()) // 2)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
