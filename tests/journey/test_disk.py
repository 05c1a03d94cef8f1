"""A disk that is full, fails or may not be written: an error in one line, nothing lost, and the next turn goes on by itself."""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.app import open_store
from tests.journey.case import Case
from tests.journey.loaded import Loaded
from tests.journey.world import World

LATER = timedelta(minutes=5)

FULL_AT = (0, 1)
"""So many more pages fit before the disk is full: the turn needs two, each of 16 KiB."""

FAILING_AT = (0, 40_000, 120_000, 250_000, 400_000)
"""So many more bytes can be written to any file before every write of it fails."""

EVERY = 29
"""Of the writes and syncs of a turn the suite lets one in so many fail; bench/disk.py lets each one fail."""

FROM_THEN_ON = 10**9
SLOW = 100
"""Milliseconds that each sync takes on a slow disk: a turn makes some sixty."""
CLEAR = re.compile(r"monitor\.errors\.StoreError: the store failed: .*(disk is full|disk I/O error|No space left|Input/output error)")


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


def failing_disk(folder: Path) -> Path:
    """A library that makes writes fail, compiled where there is a compiler; skips where there is none."""
    compiler, built = shutil.which("cc") or shutil.which("gcc"), folder / "failing_disk.so"
    if compiler is None:
        pytest.skip("no C compiler is here: single writes cannot be made to fail")
    source = Path(__file__).with_name("failing_disk.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", built, source, "-ldl"], check=True)
    return built


@pytest.fixture(scope="module")
def hindered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    folder = tmp_path_factory.mktemp("hindered")
    program = Loaded(folder / "log", LD_PRELOAD=str(failing_disk(folder)))
    yield program
    program.close()


def writes_of(case: Case) -> int:
    """How many writes and syncs of the store an untroubled turn makes."""
    case.turn(1, failing=(FROM_THEN_ON, FROM_THEN_ON, 0))
    return int(re.findall(r"writes seen: (\d+)", case.loaded.log.read_text(encoding="utf-8"))[-1])


def outcome_of(case: Case, first: int, last: int, error: int) -> None:
    """A turn in which these writes fail, and what must be true of it and of the next one."""
    before = case.loaded.log.stat().st_size

    ended = case.turn(1, failing=(first, last, error))
    said = case.loaded.log.read_bytes()[before:].decode("utf-8").splitlines()
    again = case.turn(1, later=LATER)

    assert ended in (0, 1, 3)
    assert ended != 1 or CLEAR.match(said[-1]), said[-1]
    assert again in (0, 3)
    case.assert_whole(may_repeat=True)


@pytest.mark.parametrize(
    ("error", "is_passing"), [(errno.ENOSPC, False), (errno.EIO, False), (errno.ENOSPC, True), (errno.EIO, True)], ids=str
)
def test_any_write_or_sync_that_fails_costs_a_turn_and_nothing_else(
    new_case: Callable[..., Case], hindered: Loaded, error: int, is_passing: bool
) -> None:
    number = writes_of(new_case(loaded=hindered))
    assert number > 300

    for first in range((error + is_passing) % EVERY, number, EVERY * 4):
        outcome_of(new_case(loaded=hindered), first, first if is_passing else FROM_THEN_ON, error)


def test_a_disk_on_which_every_sync_takes_long_makes_a_turn_slow_and_nothing_else(new_case: Callable[..., Case], hindered: Loaded) -> None:
    case = new_case(loaded=hindered)
    began = time.monotonic()

    assert case.turn(1, slow=SLOW) in (0, 3)

    assert time.monotonic() - began > 20 * SLOW / 1000
    case.assert_whole(may_repeat=False)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own of 64 MiB and 64 files; skips where none may be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    options = "size=64m,nr_inodes=64"
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_disk_that_is_really_full_is_one_line_and_goes_on_when_there_is_room_again(world: World, small_disk: Path) -> None:
    world.store = str(small_disk / "monitor.db")
    world.write()
    assert world.monitor("once", "--only", "poll").returncode == 0
    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for piece in (65_536, 4_096):
            with suppress(OSError):
                while file.write(bytes(piece)) == piece:
                    pass

    full = world.monitor("once")
    sent_while_full = len(world.mailbox.messages)
    filler.unlink()
    again = world.monitor("once")

    assert full.returncode == 1
    (line,) = full.stderr.splitlines()
    assert line in ("the store failed: disk is full", "the store failed: database or disk is full")
    assert sent_while_full == 0
    assert again.returncode == 3
    assert again.stderr.startswith("disk: "), "the disk is small, and that is told"
    assert len(again.stderr.splitlines()) == 1
    assert len(world.mailbox.messages) == 2


def test_a_disk_on_which_no_file_can_be_made_is_one_line_and_goes_on_when_one_can(world: World, small_disk: Path) -> None:
    world.store = str(small_disk / "monitor.db")
    world.write()
    assert world.monitor("once", "--only", "poll").returncode == 0
    fillers = [small_disk / str(number) for number in range(64)]
    with suppress(OSError):
        for filler in fillers:
            filler.touch()

    full = world.monitor("once")
    for filler in fillers:
        filler.unlink(missing_ok=True)
    again = world.monitor("once")

    assert full.returncode == 1
    assert len(full.stderr.splitlines()) == 1
    assert full.stderr.startswith("the store failed: ") or "cannot be opened: No space left" in full.stderr
    assert again.returncode == 3
    assert again.stderr.startswith("disk: ")
    assert len(world.mailbox.messages) == 2


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
    with open_store(world.config()) as restored:
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


def test_a_lock_is_held_even_where_its_owner_cannot_be_written_down(world: World, small_disk: Path) -> None:
    world.store = str(small_disk / "monitor.db")
    world.write()
    assert world.monitor("once", "--only", "poll").returncode == 0
    for lock in small_disk.glob("*.lock"):
        lock.write_bytes(b"")
    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for piece in (65_536, 4_096, 1):
            with suppress(OSError):
                while file.write(bytes(piece)) == piece:
                    pass

    full = world.monitor("once")

    assert full.returncode == 1
    assert "the store failed: " in full.stderr
    assert len(full.stderr.splitlines()) == 1
