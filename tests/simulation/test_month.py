"""A month with power cuts, wrong clocks, absent networks and a hostile feed: what the reader gets is whole.

Each seed is another month. Twenty run here; bench/soak.py runs five hundred.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

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
    return broken + list(_wrong_editions(world)) + list(_wrong_incidents(world))


def _wrong_editions(world: World) -> list[str]:
    """One edition a slot, in time or marked late; a slot without one only where a later edition stands for it."""
    editions = world.editions()
    wrong = [f"{number} editions for {period}" for period, number in Counter(one.period for one in editions).items() if number > 1]
    numbers = [one.number for one in editions]
    wrong += [f"numbers {numbers}"] if sorted(numbers) != list(range(1, len(editions) + 1)) else []
    periods = {one.period for one in editions}
    for day in range(1, world.plan.days - 1):
        at = (START + day * DAY).astimezone(ZoneInfo(ZONE)).replace(hour=7)
        if f"{at:%Y-%m-%d}" not in periods and not (world.catch_up == "one" and world.was_disturbed(at)):
            wrong.append(f"no edition for {at:%Y-%m-%d}")
    for one in editions[1:]:
        due = one.published_at.astimezone(ZoneInfo(ZONE)).strptime(one.period, "%Y-%m-%d").replace(hour=7, tzinfo=ZoneInfo(ZONE))
        if one.published_at - due > LATE and not one.is_late:
            wrong.append(f"{one.period} came at {one.published_at} and is not marked late")
        if one.is_late and not world.was_disturbed(one.published_at):
            wrong.append(f"{one.period} was late at {one.published_at} though nothing was wrong")
    return wrong


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
    """A test of the test: faults did strike, every reader was told of much, and the operator of the hostile feed and others."""
    problems = sum(len(report.problems) for report in world.store.last_runs(500))
    told = Counter(reader for reader, _ in world.told())
    return world.crashes >= 3 and problems > 10 and told.keys() == set(READERS) and min(told.values()) > 80


def test_the_same_seed_is_the_same_month() -> None:
    first, second = World(Plan(5, days=4)), World(Plan(5, days=4))
    first.run()
    second.run()

    assert [one.subject for one in first.editions()] == [one.subject for one in second.editions()]
    assert first.crashes == second.crashes


def quiet(seed: int, days: int, **changes: Any) -> World:
    """A time in which nothing but the news happens."""
    plan = Plan(seed, days=days, crashes=0)
    plan.outages, plan.steps, plan.downs, plan.mail_outages = [], [], [], []
    world = World(plan, **changes)
    world.run()
    return world


def published(world: World) -> list[tuple[str, str, bool]]:
    return [(one.period, str(one.subject), one.is_late) for one in world.editions()]


def test_cron_and_the_daemon_publish_the_same() -> None:
    daemon, cron = quiet(7, 8, gathering=timedelta(hours=3)), quiet(7, 8, gathering=timedelta(hours=3), is_cron=True)

    assert published(daemon) == published(cron)
    assert len(published(cron)) >= 8
