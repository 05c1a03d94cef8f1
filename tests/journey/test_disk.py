"""A disk that is full, fails or may not be written: an error in one line, nothing lost, and the next turn goes on by itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from monitor import config
from monitor.app import open_store
from tests.journey.conftest import World
from tests.journey.test_crash import Case
from tests.journey.test_crash import empty as empty  # noqa: PLC0414 - fixtures, under their own names
from tests.journey.test_crash import loaded as loaded  # noqa: PLC0414
from tests.journey.test_crash import new_case as new_case  # noqa: PLC0414

LATER = timedelta(minutes=5)

FULL_AT = (0, 1)
"""So many more pages fit before the disk is full: the turn needs two, each of 16 KiB."""

FAILING_AT = (0, 40_000, 120_000, 250_000, 400_000)
"""So many more bytes can be written to any file before every write of it fails."""


@pytest.mark.parametrize("pages", FULL_AT)
def test_a_full_disk_costs_a_turn_and_nothing_else(new_case: Callable[[], Case], pages: int) -> None:
    case = new_case()

    ended = case.turn(1, more_pages=pages)
    said = case.loaded.log.read_text(encoding="utf-8")
    again = case.turn(1, later=LATER)

    assert ended == 1
    assert "StoreError: the store failed: database or disk is full" in said
    assert again in (0, 3)
    case.assert_whole(may_repeat=False)


@pytest.mark.parametrize("size", FAILING_AT)
def test_writes_that_fail_cost_a_turn_and_nothing_else(new_case: Callable[[], Case], size: int) -> None:
    case = new_case()

    ended = case.turn(1, largest_file=size)
    again = case.turn(1, later=LATER)

    assert ended == 1 or size == FAILING_AT[-1]
    assert again in (0, 3)
    case.assert_whole(may_repeat=True)


def test_a_folder_that_may_only_be_read_is_one_clear_line_and_what_is_there_can_still_be_asked(world: World) -> None:
    assert world.monitor("once", "--only", "poll").returncode == 0
    locked = ["unshare", "--mount", "sh", "-c", 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"', str(world.folder)]
    probe = subprocess.run([*locked, "touch", str(world.folder / "x")], capture_output=True, text=True, check=False)
    if "Read-only" not in probe.stderr:
        pytest.skip(f"no read-only mount can be made here: {probe.stderr.strip()}")

    command = [*locked, sys.executable, "-m", "monitor", "--config", str(world.path), "once"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=90, check=False)

    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1
    assert "Traceback" not in ended.stderr
    assert world.mailbox.messages == []


def test_a_copy_that_is_put_back_as_the_documentation_says_sends_nothing_again(world: World) -> None:
    assert world.monitor("once").returncode == 0
    copy = world.folder / "copy.db"
    assert world.monitor("db", "backup", str(copy)).returncode == 0
    world.newsroom.advance(1)
    sent = list(world.mailbox.messages)
    store = world.folder / "monitor.db"

    shutil.move(store, f"{store}.broken")
    for name in (f"{store}-wal", f"{store}-shm"):
        Path(name).unlink(missing_ok=True)
    refused = world.monitor("once")
    shutil.copy(copy, store)
    stats = world.monitor("db", "stats")
    after = world.monitor("once")

    assert refused.returncode == 1
    assert "used before" in refused.stderr
    assert "damage: none" in stats.stdout
    assert (after.returncode, after.stderr) == (0, "")
    assert world.mailbox.messages == sent
    with open_store(config.load(world.path, {})) as restored:
        assert {delivery.state for delivery in restored.outbox()} == {"sent"}


def test_a_copy_from_before_the_edition_sends_nothing_again_either(world: World) -> None:
    assert world.monitor("once", "--only", "poll,read").returncode == 0
    copy = world.folder / "copy.db"
    world.monitor("db", "backup", str(copy))
    assert world.monitor("once").returncode == 0
    sent = list(world.mailbox.messages)

    for name in os.listdir(world.folder):
        if name in ("monitor.db", "monitor.db-wal", "monitor.db-shm"):
            (world.folder / name).unlink()
    shutil.copy(copy, world.folder / "monitor.db")
    after = world.monitor("once")

    assert after.returncode == 0, after.stderr
    assert len(sent) == 2
    assert world.mailbox.messages == sent
