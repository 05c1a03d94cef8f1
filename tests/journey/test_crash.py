"""Killed anywhere, nothing is lost: the next turn delivers exactly what was owed, on every database.

The kills are real (SIGKILL); so that there is time for one at every point, the program is loaded once and each
turn is a process forked from it. The whole program with its workers is killed in bench/soak.py, a thousand times.
"""

from __future__ import annotations

import random
import re
import shutil
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import monitor
from monitor import config
from monitor.app import open_store
from monitor.model import Secret
from monitor.store import StoreSettings
from monitor.store import open_store as open_at
from tests.journey.conftest import World
from tests.journey.loaded import INTERRUPTED, Loaded
from tests.store.conftest import new_database
from tests.store.conftest import postgres as postgres  # noqa: PLC0414 - the fixture, under its own name

SOURCE = Path(monitor.__file__).parent
KILLED = -signal.SIGKILL
SEED, INSTANTS = 8, 30
INTERRUPTED_EVERY = 5
"""Of the named points the suite interrupts one in so many; bench/kills.py each."""
OUTLETS = ("haijin", "larkfield")
"""Four articles on the first day, two more on the second; one of them has nothing new then."""
READERS = {"ada@example.org", "grace@example.org"}


def fault_points() -> list[str]:
    """Every named point in the program's text, those around each kind of commit included."""
    texts = [path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")]
    named = {name for text in texts for name in re.findall(r'\bpoint\("([^"]+)"\)', text)}
    commits = {name for text in texts for name in re.findall(r'self\._write\("([^"]+)"\)', text)}
    return sorted(named | {f"{when} commit of {what}" for what in commits for when in ("before", "after")})


COMMANDS = {"unsubscribe", "feed state", "replayed items", "added feeds", "removed feed", "configuration reloading"}
"""Commits that only commands make: each is one transaction, and nothing follows it. The last is the daemon's."""
TROUBLES = {"unreadable entry", "back-offs", "retention by size"}
"""Commits that a turn without trouble does not make."""
POINTS = [name for name in fault_points() if name.rpartition("commit of ")[2] not in COMMANDS | TROUBLES]
SHARED = [
    f"{when} commit of {what}"
    for what in ("poll", "reading", "placements", "edition", "claim of deliveries", "attempt")
    for when in ("before", "after")
]
"""Where another database may differ, and a message is at stake."""

WHERE_REPEATS_MAY_BE = {"delivery handed over", "before commit of attempt", "after commit of attempt", "attempt recorded"}
"""The server has a mail (this one, or one handed over beside it) and nobody wrote that down: it is sent again, with the same bytes."""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    program = Loaded(tmp_path_factory.mktemp("loaded") / "log")
    yield program
    program.close()


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with its tables and nothing in them: making them again for each case would take a third of the time."""
    path = tmp_path_factory.mktemp("empty") / "monitor.db"
    open_at(StoreSettings(url=Secret(str(path)))).close()
    return path


def with_operator(world: World) -> None:
    """Somebody who is told at once that the disk is nearly full."""
    text = world.path.read_text(encoding="utf-8").replace("store: {", "store: {min_free: 99999999, ")
    world.path.write_text(text + "operator: {channel: mail, address: ops@example.org}\n", encoding="utf-8")


@dataclass(kw_only=True)
class Case:
    """A world for one kill: two days of news, an operator who is told that the disk is nearly full."""

    world: World
    loaded: Loaded
    days: int = 1

    def turn(self, day: int, *, later: timedelta = timedelta(0), **options: Any) -> int:
        """The turn of a day; day 2 comes a day after the first, so that upkeep is due."""
        self.world.newsroom.advance(day)
        self.days = day
        return self.loaded.turn(self.world.path, self.world.newsroom.turn_at(day) + later, **options)

    def day(self, day: int, **options: Any) -> int:
        """A turn that may be killed, and one after it; how the first ended."""
        first = self.turn(day, **options)
        assert first in (KILLED, 0, 3), self.loaded.log.read_text(encoding="utf-8")[-3000:]
        if first == KILLED:
            assert self.turn(day, later=timedelta(minutes=5)) in (0, 3), self.loaded.log.read_text(encoding="utf-8")[-3000:]
        return first

    def assert_sound(self) -> None:
        """Nothing lost, nothing twice under two names, and the store is sound; whatever became of each edition."""
        with open_store(config.load(self.world.path, {})) as store:
            counts, outbox, damage = store.counts(), store.outbox(), store.check()
        announced = [piece for piece in self.world.newsroom.articles() if piece.outlet.id in OUTLETS]
        assert damage == ()
        assert (counts["entries"], counts["articles"], counts["unread"]) == (len(announced), len(announced), 0)
        assert {delivery.state for delivery in outbox} == {"sent"}
        assert {delivery.message_id for delivery in outbox} == {mail["Message-ID"] for mail in self.world.mails()}
        assert len(set(self.world.mailbox.messages)) == len(outbox), "one delivery went out in two forms"

    def assert_whole(self, *, may_repeat: bool) -> None:
        """Nothing lost, nothing twice under two names, and the store is sound."""
        with open_store(config.load(self.world.path, {})) as store:
            counts, outbox, damage, path = store.counts(), store.outbox(), store.check(), store.path
        announced = [piece for piece in self.world.newsroom.articles() if piece.outlet.id in OUTLETS]
        assert damage == ()
        assert (counts["entries"], counts["articles"], counts["unread"]) == (len(announced), len(announced), 0)
        assert {delivery.state for delivery in outbox} == {"sent"}
        bodies = Counter(self.world.mailbox.messages)
        assert {delivery.message_id for delivery in outbox} == {mail["Message-ID"] for mail in self.world.mails()}
        assert len(bodies) == len(outbox), "one delivery went out in two forms"
        told = Counter((delivery.digest, delivery.recipient) for delivery in outbox)
        assert {told["daily", reader] for reader in READERS} == {self.days}
        assert told["operator", "ops@example.org"] == (0 if path is None else 1), "a disk is only looked at where the store is a file"
        assert may_repeat or set(bodies.values()) == {1}


@pytest.fixture
def new_case(new_world: Callable[..., World], loaded: Loaded, empty: Path, tmp_path: Path) -> Callable[..., Case]:
    program = loaded

    def make(store: str = "", *, loaded: Loaded = program) -> Case:
        if not store:
            for old in tmp_path.glob("monitor.db*"):
                old.unlink()
            for name in ("monitor.db", "monitor.db.mark"):
                shutil.copy(empty.parent / name, tmp_path / name)
        world = new_world(outlets=OUTLETS, store=store)
        with_operator(world)
        loaded.prepare(world.path, world.newsroom.turn_at(1))
        world.mailbox.messages.clear()
        return Case(world=world, loaded=loaded)

    return make


@pytest.mark.parametrize("name", POINTS)
def test_killed_at_this_point_a_turn_loses_and_doubles_nothing(new_case: Callable[..., Case], name: str) -> None:
    case = new_case()

    is_reached = case.day(1, fault=name) == KILLED or case.day(2, fault=name) == KILLED

    assert is_reached, "this point was never reached: name it among those that no plain turn passes, or reach it"
    case.assert_whole(may_repeat=name in WHERE_REPEATS_MAY_BE)


@pytest.mark.parametrize("name", POINTS[::INTERRUPTED_EVERY])
def test_interrupted_at_this_point_a_turn_loses_and_doubles_nothing(new_case: Callable[..., Case], name: str) -> None:
    case = new_case()

    ends = [case.turn(day, interrupt=name) for day in (1, 2)]
    assert case.turn(2, later=timedelta(minutes=5)) in (0, 3)

    assert INTERRUPTED in ends
    assert set(ends) <= {INTERRUPTED, 0, 3}
    # The day after an interrupted one tells both days in one edition, or each in its own: nobody is told less or twice.
    case.assert_sound()


@pytest.mark.postgres
@pytest.mark.parametrize("name", SHARED)
def test_killed_around_a_commit_a_turn_on_postgres_loses_and_doubles_nothing(
    new_case: Callable[..., Case], postgres: Any, name: str
) -> None:
    case = new_case(new_database(postgres))

    assert case.day(1, fault=name) == KILLED

    case.assert_whole(may_repeat=name in WHERE_REPEATS_MAY_BE)


@pytest.mark.parametrize("number", range(INSTANTS))
def test_killed_at_any_instant_a_turn_loses_and_doubles_nothing(new_case: Callable[..., Case], number: int) -> None:
    case = new_case()
    instant = random.Random(SEED * 1000 + number).uniform(0.01, 0.8)

    case.day(1, kill_after=instant)

    case.assert_whole(may_repeat=True)


@pytest.mark.parametrize("instant", [0.02, 0.1, 0.3])
def test_a_turn_that_is_stopped_and_goes_on_beside_another_doubles_nothing(new_case: Callable[..., Case], instant: float) -> None:
    case = new_case()

    assert case.turn(1, stop_after=instant) in (0, 3)
    assert case.turn(1, later=timedelta(minutes=5)) in (0, 3)

    case.assert_whole(may_repeat=False)
