"""Killed anywhere, nothing is lost: the next turn delivers exactly what was owed."""

from __future__ import annotations

import re
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

import monitor
from monitor import config
from monitor.app import open_store
from tests.journey.conftest import World

SOURCE = Path(monitor.__file__).parent


def fault_points() -> list[str]:
    """Every named point in the program's text, those around each kind of commit included."""
    named = {name for path in SOURCE.rglob("*.py") for name in re.findall(r'\bpoint\("([^"]+)"\)', path.read_text(encoding="utf-8"))}
    commits = set(re.findall(r'self\._write\("([^"]+)"\)', (SOURCE / "store" / "sql.py").read_text(encoding="utf-8")))
    return sorted(named | {f"{when} commit of {what}" for what in commits for when in ("before", "after")})


UNUSED = {"unsubscribe", "feed state", "retention", "replayed items"}
"""Commits that no plain turn makes."""

POINTS = [name for name in fault_points() if name.rpartition("commit of ")[2] not in UNUSED]


@pytest.mark.parametrize("name", POINTS)
def test_killed_at_this_point_a_turn_loses_and_doubles_nothing(new_world: Callable[..., World], name: str) -> None:
    world = new_world(outlets=("northgate",))

    killed = world.monitor("once", MONITOR_FAULT=name)
    again = world.monitor("once")

    assert killed.returncode in (-signal.SIGKILL, 0)
    assert (again.returncode, again.stderr) == (0, "")
    with open_store(config.load(world.path, {})) as store:
        counts = store.counts()
        assert store.check() == ()
        assert {delivery.state for delivery in store.outbox()} == {"sent"}
    announced = len([piece for piece in world.newsroom.articles() if piece.outlet.id == "northgate"])
    assert (counts["entries"], counts["articles"], counts["unread"]) == (announced, announced, counts["unread"])
    assert_each_once(world, name)


WINDOW = {"delivery handed over", "before commit of attempt", "after commit of attempt", "attempt recorded"}
"""Here the mail server may have taken a message whose answer is not recorded yet: the one place where a repeat is possible."""


def assert_each_once(world: World, name: str) -> None:
    """Both readers were told once; a repeat is allowed only where the answer of the mail server was lost, with the same bytes."""
    bodies = Counter(world.mailbox.messages)
    assert {mail["To"] for mail in world.mails()} == {"ada@example.org", "grace@example.org"}
    assert len(bodies) == 2, "a recipient got two different mails"
    if name not in WINDOW:
        assert set(bodies.values()) == {1}
