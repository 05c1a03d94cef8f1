"""Every zone of tzdata at seven times of day over three years: one slot a local date; the daemon and a cron find the same ones.

`python bench/quality_schedule.py` looks at every sixteenth zone, `--all` at every one (about 4 million slots).
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from monitor.cadence import Schedule, due_slots
from monitor.cadence.slots import _slots
from monitor.model import Slot

TIMES = ("0 0", "30 0", "30 1", "0 2", "30 2", "0 7", "30 23")
"""Minute and hour: midnight, the hours at which clocks are changed, a usual morning, and the last half hour."""

START, END = datetime(2025, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
SHARE = 16
SEED = 7


def main() -> None:
    """Print the figures."""
    zones = sorted(available_timezones() - {"localtime"})
    chosen = zones if "--all" in sys.argv else zones[::SHARE]
    started = time.monotonic()
    slots = misses = doubles = displaced = 0
    for zone in chosen:
        days = set(days_of(zone))
        for at in TIMES:
            found = list(slots_of(Schedule(digest="d", cron=f"{at} * * *", zone=zone)))
            dates = [slot.scheduled_at.astimezone(ZoneInfo(zone)).date() for slot in found]
            slots += len(found)
            misses += len(days - set(dates))
            doubles += len(dates) - len(set(dates))
            displaced += sum(str(date) != slot.period for date, slot in zip(dates, found, strict=True))
    print(f"{len(chosen)} of {len(zones)} zones, {len(TIMES)} times of day, {START.year} to {END.year - 1}: {slots:,} slots")
    print(f"local dates without a slot: {misses}; with two: {doubles}; slots on another date than their name: {displaced}")
    print(f"{(time.monotonic() - started) / max(slots, 1) * 1e6:.1f} us a slot")
    print(simulated_year(chosen))


def slots_of(schedule: Schedule) -> Iterator[Slot]:
    """Every slot of three years, as the slot table has them in a row."""
    for slot in _slots(schedule, START, is_reverse=False):
        if slot.scheduled_at >= END:
            return
        if slot.scheduled_at >= START:
            yield slot


def days_of(zone: str) -> Iterator[object]:
    """Every local date that lies wholly within the three years."""
    place = ZoneInfo(zone)
    day, last = START.astimezone(place).date() + timedelta(days=1), END.astimezone(place).date()
    while day < last:
        yield day
        day += timedelta(days=1)


def simulated_year(zones: list[str]) -> str:
    """A daemon that wakes every 30 s and a cron every ten minutes over 2026, with suspends, downtime and clock steps."""
    dice = random.Random(SEED)
    different = editions = late = 0
    for zone in dice.sample(zones, 4):
        schedule = Schedule(digest="d", cron=f"{dice.choice(TIMES)} * * *", zone=zone)
        gaps = sorted(dice.uniform(0, 365) for _ in range(30))
        down = [(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day), timedelta(hours=dice.expovariate(1 / 8))) for day in gaps]
        daemon, cron = run_year(schedule, timedelta(seconds=30), down), run_year(schedule, timedelta(minutes=10), down)
        editions += len(daemon)
        late += sum(slot.is_late for slot in daemon.values())
        different += len(set(daemon) ^ set(cron))
    return f"simulated 2026, 4 zones, 30 interruptions each: {editions} editions, {late} late, {different} not the same for daemon and cron"


def run_year(schedule: Schedule, step: timedelta, down: list[tuple[datetime, timedelta]]) -> dict[str, Slot]:
    """What a program publishes that asks at every step except while it is down; the clock is an hour off after every tenth gap."""
    now, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    found: dict[str, Slot] = {}
    last, waiting = now, list(down)
    while now < end:
        if waiting and now >= waiting[0][0]:
            start, length = waiting.pop(0)
            now = max(now, start + length)
            if len(waiting) % 10 == 0:
                ask(schedule, last, now - timedelta(hours=1), found)
        upcoming = ask(schedule, last, now, found)
        last = upcoming or last
        # Nothing can be due before the next hour's quarter: skip ahead without asking 1,051,200 times.
        now = next_look(now, step)
    return found


def ask(schedule: Schedule, last: datetime, now: datetime, found: dict[str, Slot]) -> datetime | None:
    """Publish what is due; the new `last`."""
    slots = due_slots(schedule, last, now, done=set(list(found)[-8:]))
    for slot in slots:
        assert slot.period not in found, f"twice: {slot}"
        found[slot.period] = slot
    return now if slots else None


def next_look(now: datetime, step: timedelta) -> datetime:
    """The next instant at which the program looks, on its own grid; looks far from any quarter of an hour find nothing and are left out."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    later = midnight + ((now - midnight) // step + 1) * step
    quarter = timedelta(minutes=15)
    if (later - midnight) % quarter > step:
        later = midnight + ((later - midnight) // quarter + 1) * quarter
    return later


if __name__ == "__main__":
    main()
