"""Killed anywhere, nothing is lost: the next turn delivers exactly what was owed, on every database.

The kills are real (SIGKILL); so that there is time for one at every point, the program is loaded once and each
turn is a process forked from it. The whole program with its workers is killed in bench/kills.py.
"""

from __future__ import annotations

import random
import re
import signal
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from monitor.digest import unsubscribe_token
from tests.journey.case import ADA, GRACE, KILLED, SOURCE, Case, fault_points
from tests.journey.test_replay import ITEMS, archive
from tests.journey.world import CANARIES
from tests.store.conftest import new_database

SEED = 8
ATTEMPTS = 20
"""So many instants are tried at most until one finds a turn in hand; each time sooner after its beginning."""

RELOADING, MAKING = "configuration reloading", "schema made"
"""The daemon's own point, and that of a store which is not there yet."""
ADD = ("feeds", "add", "--unchecked", "--id", "severny", "{severny}")
COMMANDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "added feeds": (ADD,),
    "feed state": (ADD, ("feeds", "pause", "severny")),
    "removed feed": (ADD, ("feeds", "remove", "severny")),
    "replayed items": (("replay", "{archive}"),),
    "unsubscribe": (("click", unsubscribe_token(CANARIES["TOKEN_KEY"], "daily", ADA)),),
}
"""Commits that only commands and clicks make: the last command of each, after those before it."""
BY_COMMAND = [f"{when} commit of {commit}" for commit in COMMANDS for when in ("before", "after")]
POINTS = [name for name in fault_points() if name not in {RELOADING, MAKING, *BY_COMMAND}]
"""What turns pass: with a server that asks to be left alone, and a store that has grown too large."""
OF_FILES = {"backup copied", "backup made"}
"""What no turn passes whose store is on a server: that is copied by the server's own means."""

WHERE_REPEATS_MAY_BE = {"delivery handed over", "before commit of attempt", "after commit of attempt", "attempt recorded"}
"""The server has a mail (this one, or one handed over beside it) and nobody wrote that down: it is sent again, with the same bytes."""


@pytest.fixture(params=["file", pytest.param("postgres", marks=pytest.mark.postgres)])
def server(request: pytest.FixtureRequest) -> Any:
    """The server that the stores of a case are on; None where they are files."""
    return None if request.param == "file" else request.getfixturevalue("postgres")


def test_the_points_that_are_struck_are_all_there_are() -> None:
    texts = [path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")]
    unnamed = [call for text in texts for call in re.findall(r'\b(?<!def )(?:point|with self\._write)\((?!")(.*)\)', text)]

    assert sorted([*POINTS, *BY_COMMAND, RELOADING, MAKING]) == fault_points()
    assert unnamed == ['f"before commit of {name}"', 'f"after commit of {name}"']


@pytest.mark.parametrize("name", POINTS)
def test_killed_at_this_point_a_turn_loses_and_doubles_nothing(new_case: Callable[..., Case], server: Any, name: str) -> None:
    case = new_case(server=server, is_troubled=True)

    is_reached = KILLED in (case.day(day, strikes={name: signal.SIGKILL}) for day in (1, 2))

    assert is_reached is (server is None or name not in OF_FILES), "bring a turn there"
    case.assert_whole(may_repeat=name in WHERE_REPEATS_MAY_BE)


@pytest.mark.parametrize("name", BY_COMMAND)
def test_killed_at_this_point_a_command_is_done_or_not_and_can_be_given_again(
    new_case: Callable[..., Case], server: Any, tmp_path: Path, name: str
) -> None:
    case = new_case(server=server)
    given = {"severny": case.world.newsroom.sites["severny"].address + "/feed", "archive": archive(tmp_path)}
    *before, last = [[word.format(**given) for word in words] for words in COMMANDS[name.rpartition("commit of ")[2]]]

    assert [case.command(*words) for words in before] == [0] * len(before)
    assert case.command(*last, strikes={name: signal.SIGKILL}) == KILLED
    # What was removed already cannot be removed again, which is said as a mistake of usage.
    assert case.command(*last) == (2 if name == "after commit of removed feed" else 0)
    assert case.afterwards() in (0, 3)

    added = sum(piece.outlet.id == "severny" for piece in case.world.newsroom.articles())
    case.further += {"added feeds": added, "replayed items": len(ITEMS)}.get(name.rpartition("commit of ")[2], 0)
    case.assert_whole(may_repeat=False, readers={GRACE: 1} if "unsubscribe" in name else None)


def test_killed_while_it_reloads_its_configuration_the_daemon_loses_and_doubles_nothing(new_case: Callable[..., Case], server: Any) -> None:
    case = new_case(server=server)

    ended = case.run_daemon(strikes={"attempt recorded": signal.SIGHUP, RELOADING: signal.SIGKILL})

    assert ended == KILLED
    assert case.afterwards() in (0, 3)
    case.assert_whole(may_repeat=True)


def test_killed_while_its_tables_are_made_a_store_is_made_by_the_next_turn(new_case: Callable[..., Case], server: Any) -> None:
    case = new_case(server=server)
    case.world.store = new_database(server) if server else str(case.world.folder / "new.db")
    case.world.write()

    assert case.day(1, strikes={MAKING: signal.SIGKILL}) == KILLED

    case.assert_whole(may_repeat=False)


@pytest.mark.parametrize("number", range(30))
def test_killed_at_any_instant_a_turn_loses_and_doubles_nothing(new_case: Callable[..., Case], number: int) -> None:
    killed_at_an_instant(new_case, number)


@pytest.mark.postgres
@pytest.mark.parametrize("number", range(30))
def test_killed_at_any_instant_a_turn_on_postgres_loses_and_doubles_nothing(
    new_case: Callable[..., Case], postgres: Any, number: int
) -> None:
    killed_at_an_instant(partial(new_case, server=postgres), number)


def killed_at_an_instant(new_case: Callable[..., Case], number: int) -> None:
    """A turn that is killed in hand: where the instant was too late for that, another is tried."""
    chance = random.Random(SEED * 1000 + number)
    ended = 0
    for attempt in range(ATTEMPTS):
        case = new_case()
        ended = case.day(1, kill_after=chance.uniform(0.01, 0.8 * 0.8**attempt))
        case.assert_whole(may_repeat=True)
        if ended == KILLED:
            break
    assert ended == KILLED, "no turn was killed in hand"


@pytest.mark.parametrize("instant", [0.02, 0.1, 0.3])
def test_a_turn_that_is_stopped_and_goes_on_beside_another_doubles_nothing(new_case: Callable[..., Case], instant: float) -> None:
    case = new_case()

    assert case.turn(1, stop_after=instant) in (0, 3)
    assert case.turn(1, later=timedelta(minutes=5)) in (0, 3)

    case.assert_whole(may_repeat=False)
