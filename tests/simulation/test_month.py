"""A month with power cuts, wrong clocks, absent networks, failing disks and a hostile feed: what the reader gets is whole.

Each seed is another month. Twenty run here; bench/soak.py runs five hundred.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from monitor.errors import StoreError
from tests.simulation.world import DAY, READERS, START, ZONE, Plan, World

SEEDS = range(1, 21)
pytestmark = pytest.mark.timeout(600)
"""A month takes some 4 s on a free core."""
LATE = timedelta(seconds=60)


def check(world: World) -> list[str]:
    """Every law that this month broke, one line each."""
    broken = [f"lost {line}" for line in world.lost()]
    broken += [f"told twice {key}: {editions}" for key, editions in world.told().items() if len(editions) > 1]
    broken += [f"several names for {key}" for key, names in world.names_by_slot().items() if len(names) > 1]
    broken += [f"several bodies under {name}" for name, bodies in world.bytes_by_name().items() if len(bodies) > 1]
    broken += [f"still owed {one.id} {one.state}" for one in world.store.outbox() if one.state != "sent"]
    broken += [f"without a cause: {what}" for trouble, what in world.faults if trouble is None]
    return broken + list(_wrong_editions(world)) + list(_wrong_incidents(world))


def _wrong_editions(world: World) -> list[str]:
    """One edition a slot, in time or marked late; a slot without one only where a later edition stands for it."""
    editions = world.editions()
    wrong = [f"{number} editions for {period}" for period, number in Counter(one.period for one in editions).items() if number > 1]
    numbers = [one.number for one in editions]
    wrong += [f"numbers {numbers}"] if sorted(numbers) != list(range(1, len(editions) + 1)) else []
    periods = {one.period for one in editions}
    for day in range(1, world.plan.days - 1):
        at = (world.plan.start + day * DAY).astimezone(ZoneInfo(ZONE)).replace(hour=7)
        if f"{at:%Y-%m-%d}" not in periods and not (world.catch_up == "one" and world.was_disturbed(at)):
            wrong.append(f"no edition for {at:%Y-%m-%d}")
    for one in editions[1:]:
        due = one.published_at.astimezone(ZoneInfo(ZONE)).strptime(one.period, "%Y-%m-%d").replace(hour=7, tzinfo=ZoneInfo(ZONE))
        if one.published_at - due > LATE and not one.is_late:
            wrong.append(f"{one.period} came at {one.published_at} and is not marked late")
        if one.is_late and not world.was_disturbed(one.published_at):
            wrong.append(f"{one.period} was late at {one.published_at} though nothing was wrong")
        committed_at = world.committed_at[one.number]
        if committed_at - _could_be_committed_at(world, due, committed_at) > LATE:
            wrong.append(f"{one.period} was committed at {committed_at}, though it could have been before")
    return wrong


def _could_be_committed_at(world: World, due: datetime, committed_at: datetime) -> datetime:
    """The slot, or the last recovery before the commit; the commit itself where the trouble lasted still."""
    ends = [min(end, committed_at) for begin, end in world.troubles() if begin <= committed_at]
    return max([due, *ends, *(at for at in world.restarts if at <= committed_at)])


def _wrong_incidents(world: World) -> list[str]:
    """Every message tells of something else, and each open trouble was told."""
    messages = {one.message_id: one.payload for one in world.post.accepted if one.digest == "operator"}
    told = Counter(line for payload in messages.values() for line in payload.decode().splitlines() if line.startswith("TROUBLE"))
    known = Counter(f"TROUBLE  {one.key}" for one in world.store.incidents(is_open=None))
    return [f"{line} is known and was never told" for line in known if line not in told]


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_lost_told_twice_or_late_without_a_word(seed: int) -> None:
    world = month(seed)

    assert check(world) == []
    assert is_hard(world)


def month(seed: int) -> World:
    """A whole month of this seed; after an absence, editions are caught up with one by one or as one."""
    world = World(Plan(seed), catch_up=("all", "one")[seed % 2])
    world.run()
    return world


def is_hard(world: World) -> bool:
    """A test of the test: faults of all kinds did strike, and every reader was told of much."""
    problems = sum(len(report.problems) for report in world.store.last_runs(500))
    told = Counter(reader for reader, _ in world.told())
    is_struck = world.crashes >= 3 and problems > 10 and len({trouble for trouble, _ in world.faults}) >= 2
    return is_struck and told.keys() == set(READERS) and min(told.values()) > 80


@pytest.mark.parametrize(("kind", "is_lasting"), [("full", False), ("tight", False), ("failing", True)])
def test_a_failing_disk_fails_as_the_program_sees_it_and_keeps_nothing_of_what_failed(kind: str, is_lasting: bool) -> None:
    world = World(Plan(1).spare())
    world.disk.turn(kind)

    kept, error = _until_it_fails(world)

    assert error.is_lasting == is_lasting
    assert len(world.store.jobs()) == kept
    world.disk.turn(None)
    world.store.record_job("after", START)


def _until_it_fails(world: World) -> tuple[int, StoreError]:
    """How many jobs were recorded before the first that could not be, and why it could not."""
    for number in range(1_000):
        try:
            world.store.record_job(f"{number:03} {'x' * 1_000}", START)
        except StoreError as error:
            return number, error
    raise AssertionError("the disk did not fail")


def test_the_same_seed_is_the_same_month() -> None:
    first, second = World(Plan(5, days=4)), World(Plan(5, days=4))
    first.run()
    second.run()

    assert [one.subject for one in first.editions()] == [one.subject for one in second.editions()]
    assert first.crashes == second.crashes


def quiet(plan: Plan, **changes: Any) -> World:
    """A time in which nothing but the news happens."""
    world = World(plan.spare(), **changes)
    world.run()
    return world


def published(world: World) -> list[tuple[str, str, bool, list[tuple[str, str]]]]:
    """Each edition's period, subject and lateness, and who was told of what in it."""
    told = defaultdict(list)
    for one in world.store.told("daily"):
        told[one.edition].append((one.recipient, one.report_id))
    return [(one.period, str(one.subject), one.is_late, sorted(told[one.number])) for one in world.editions()]


@pytest.mark.parametrize("start", [START + 10 * DAY, START + 224 * DAY], ids=["spring", "autumn"])
def test_cron_and_the_daemon_publish_the_same_around_a_change_of_clocks(start: datetime) -> None:
    daemon, cron = (
        quiet(Plan(7, days=30, start=start, outlets=4), gathering=timedelta(hours=6), is_cron=is_cron) for is_cron in (False, True)
    )

    assert published(daemon) == published(cron)
    assert len(published(cron)) >= 30
    assert len({one.published_at.hour for one in cron.editions()[1:]}) == 2


@pytest.mark.parametrize("is_cron", [False, True], ids=["daemon", "cron"])
def test_every_run_is_in_a_report_and_the_sums_of_the_reports_are_what_the_store_holds(is_cron: bool) -> None:
    world = quiet(Plan(3, days=8, outlets=3), is_cron=is_cron)

    reports = world.store.runs_since(START - DAY)
    sums: Counter[str] = Counter()
    for one in reports:
        for group in ("feeds", "entries", "articles", "deliveries"):
            sums.update({f"{group}.{name}": number for name, number in getattr(one, group).items()})
    counts = world.store.counts()

    assert sum(one.turns for one in reports) == world.turns
    assert sums["entries.new"] == counts["entries"]
    assert sums["articles.read"] == counts["articles"]
    assert sums["feeds.due"] == sums["feeds.polled"] > sums["feeds.unchanged"] + sums["feeds.failed"] > 0
    assert sums["deliveries.sent"] == world.store.delivery_counts()["sent"]
    assert sum(len(one.editions) for one in reports) == len(world.editions())
