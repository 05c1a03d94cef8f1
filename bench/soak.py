"""Long runs that CI has no time for: months by seed, kills at random instants, turns by the ten thousand.

    python bench/soak.py [months=500] [kills=1000] [turns=100000] [cuts=2000] [years=1]

Each figure is printed with how many were asked for; a number of 0 leaves that part out.
"""

from __future__ import annotations

import gc
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

if TYPE_CHECKING:
    from monitor.store.sql import SqlStore

DEFAULTS = {"months": 500, "kills": 1_000, "turns": 100_000, "cuts": 2_000, "years": 1}


def months(number: int) -> None:
    """Simulated months, each of its own seed; every law that one breaks is printed."""
    from tests.simulation.test_month import check, month

    broken = crashes = editions = faults = 0
    least = None
    started = time.monotonic()
    for seed in range(1, number + 1):
        world = month(seed)
        found = check(world)
        for line in found[:5]:
            print(f"   seed {seed}: {line}", flush=True)
        broken += bool(found)
        crashes += world.crashes
        editions += len(world.editions())
        struck = sum(world.faults.values())
        faults, least = faults + struck, min(struck, least or struck)
        world.store.close()
        if seed % 20 == 0 or seed == number:
            print(
                f"months: {seed} of {number} seeds, {editions} editions, {crashes} crashes, {faults} failures of the disk (at least {least}"
                f" a month), {broken} months with a broken law, {time.monotonic() - started:.0f} s, {time.process_time():.0f} CPU s",
                flush=True,
            )


def years(number: int) -> None:
    """A year of the daemon and the same year of cron: the same editions."""
    from tests.simulation.test_month import published, quiet
    from tests.simulation.world import Plan

    for seed in range(1, number + 1):
        daemon, cron = (published(quiet(Plan(seed, days=365), gathering=timedelta(hours=6), is_cron=is_cron)) for is_cron in (False, True))
        differing = sum(1 for one, other in zip(daemon, cron, strict=False) if one != other) + abs(len(daemon) - len(cron))
        print(
            f"years: seed {seed}, {len(daemon)} editions by the daemon, {len(cron)} by cron, {differing} differ,"
            f" {sum(len(one[-1]) for one in cron)} times a reader was told of an article, {time.process_time():.0f} CPU s",
            flush=True,
        )


def kills(number: int) -> None:
    """Turns killed at random instants, on SQLite, as many on PostgreSQL, and some with the program from its start."""
    import kills as killing

    for name, part, share in (("sqlite", killing.kills, 1), ("postgres", killing.on_postgres, 1), ("programs", killing.programs, 25)):
        began = time.monotonic()
        print(part(max(number // share, 1)).says(name, began), flush=True)


WINDOW = timedelta(days=90)
"""So long the store of the turns keeps an article."""


def turns(number: int) -> None:
    """Turns in simulated time without faults, the store in a file: memory, file handles, threads, and the size of the store.

    Every 2.4 hours a turn that polls each of two feeds, and one that publishes and sends: ten of each make an edition. Some
    articles a week: most polls bring nothing. They share their words as real ones do, 20,000 of them drawn by Zipf's law; words that
    nobody ever used would fill every table of words, to its bound. The store is opened anew every 50 turns.
    """
    from monitor.cadence import PollSettings
    from monitor.model import Secret
    from monitor.store import StoreSettings
    from tests.simulation.world import START, SYLLABLES, Plan, World

    step, hours, first, sizes = timedelta(hours=2.4), timedelta(hours=2), None, Sizes()
    plan = Plan(1, days=number // 10 + 40, outlets=2, hours=(12, 120)).spare()
    plan.hostile = -1
    chance = random.Random(2)
    known = ["".join(chance.choices(SYLLABLES, k=4)) for _ in range(20_000)]
    odds = [1 / (rank + 10) for rank in range(len(known))]

    def written(number: int) -> str:
        return " ".join(chance.choices(known, odds, k=number))

    plan.announce(
        [replace(one, title=f"{written(3).title()} missile defence {written(3).title()}", text=written(12)) for one in plan.pieces]
    )
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        settings = StoreSettings(url=Secret(f"{folder}/monitor.db"), keep=WINDOW, keep_pages=timedelta(days=10), backups="")
        world = World(plan, settings=settings, upkeep_every=timedelta(days=1))
        polling = PollSettings(min_interval=hours, default_interval=hours, max_interval=hours, seed="soak")
        world.app.config = replace(world.app.config, poll=polling)
        for turn in range(1, number + 1):
            world._tick(is_faulty=False)
            world.true = START + turn * step
            world.post.accepted.clear()
            if turn % 50 == 0:
                world.reopen()
            sizes.note(world.true - START, world.store)
            if turn == 500 or turn % 2_500 == 0 or turn == number:
                gc.collect()
                now, counts = usage(), world.store.counts()
                first = first or (turn, now)
                print(
                    f"   {turn:>7} turns that poll: {now}, {_grown(first, turn, now):+.2f} MiB per 10,000, {counts['editions']} editions,"
                    f" {counts['articles']} articles kept, store {sizes.says(world.true - START, world.store)},"
                    f" {time.process_time():.0f} CPU s",
                    flush=True,
                )


class Sizes:
    """How large a store should be: as it was when its window was first full, and what is kept for ever since, at the rate of then."""

    def __init__(self) -> None:
        self._known: list[tuple[timedelta, int]] = []

    def note(self, age: timedelta, store: SqlStore) -> None:
        """Ask for the size when the window has been full for ten days, and again at twice that age."""
        if len(self._known) < 2 and age >= (WINDOW + timedelta(days=10)) * (len(self._known) + 1):
            self._known.append((age, store.used()))

    def says(self, age: timedelta, store: SqlStore) -> str:
        """The size as it is, and as it should be."""
        real = f"{store.used() >> 10} KiB"
        if len(self._known) < 2:
            return real
        (begin, least), (end, most) = self._known
        return f"{real} (predicted {int(least + (most - least) * ((age - begin) / (end - begin))) >> 10})"


def _grown(first: tuple[int, dict[str, int]], turn: int, now: dict[str, int]) -> float:
    """Resident memory in MiB per 10,000 turns since the first 500 (target: at most 1)."""
    return (now["rss_kib"] - first[1]["rss_kib"]) / 1024 / max((turn - first[0]) / 10_000, 1e-9)


def usage() -> dict[str, int]:
    """Resident memory, file handles and threads of this process."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    rss, threads = (int(status[key].split()[0]) for key in ("VmRSS", "Threads"))
    return {"rss_kib": rss, "files": len(os.listdir("/proc/self/fd")), "threads": threads}


def cuts(number: int) -> None:
    """Power cuts: prefixes of the recorded writes and syncs of a store, each opened and compared with what was acknowledged.

    The trace is strace's, of a process that commits a numbered row at a time with the store's own pragmas. At a cut
    everything before the last sync of a file is there, and of what came after it any part.
    """
    if shutil.which("strace") is None:
        print("cuts: left out, strace is not here")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        events = recorded(folder)
        chance, corrupt, lost = random.Random(8), 0, 0
        for _ in range(number):
            files, acknowledged = replayed(events, chance.randrange(len(events)), chance)
            found = after_cut(folder / "cut", files)
            corrupt += found is None
            lost += found is not None and found < acknowledged
    print(f"cuts: {number} in {len(events)} recorded steps: {corrupt} corrupt, {lost} lost an acknowledged commit (targets 0 and 0)")


WRITER = """
import sys
from datetime import UTC, datetime
from monitor.model import Secret
from monitor.store import StoreSettings, open_store
store = open_store(StoreSettings(url=Secret(sys.argv[1])))
for number in range(150):
    store.record_job(f"{number:04} {'x' * 400}", datetime.now(UTC))
    sys.stdout.write(f"ACK {number}\\n"); sys.stdout.flush()
"""


def recorded(folder: Path) -> list[tuple[Any, ...]]:
    """The steps of the writer: (write, file, offset, data), (sync, file), (cut, file, size), (ack, number)."""
    import ast
    import re

    store, trace = folder / "monitor.db", folder / "trace"
    calls = "openat,close,pwrite64,write,fsync,fdatasync,ftruncate,unlink"
    command = [
        "strace",
        "-f",
        "-y",
        "-xx",
        "-s",
        "70000",
        "-e",
        f"trace={calls}",
        "-o",
        str(trace),
        sys.executable,
        "-c",
        WRITER,
        str(store),
    ]
    subprocess.run(command, check=True, capture_output=True)
    events: list[tuple[Any, ...]] = []
    for line in trace.read_text().splitlines():
        found = re.match(r"(?:\d+ +)?(\w+)\((.*)\) += (-?\d+)", line)
        if not found or int(found[3]) < 0:
            continue
        call, arguments = found[1], found[2]
        file = re.match(r"(\d+)<([^>]*)>", arguments)
        path = bytes(file[2], "latin-1").decode("unicode_escape") if file else ""
        base = os.path.basename(path)
        if call == "write" and arguments.startswith("1<") and (text := re.search(r', "(.*)", ', arguments)):
            data = ast.literal_eval(f'b"{text[1]}"')
            events += [("ack", int(part)) for part in re.findall(rb"ACK (\d+)", data)]
        elif base.startswith("monitor.db") and not base.endswith(("-shm", ".lock", ".mark")):
            if call == "pwrite64":
                text = re.match(r'\d+<[^>]*>, "(.*)", (\d+), (\d+)$', arguments)
                assert text, arguments[:200]
                events.append(("write", base, int(text[3]), ast.literal_eval(f'b"{text[1]}"')))
            elif call in ("fsync", "fdatasync"):
                events.append(("sync", base))
            elif call == "ftruncate":
                events.append(("cut", base, int(arguments.rpartition(", ")[2])))
    return events


def replayed(events: list[tuple[Any, ...]], until: int, chance: random.Random) -> tuple[dict[str, bytearray], int]:
    """The files as a disk could have them after a cut at this step, and the newest row that was acknowledged."""
    synced_to = {event[1]: place for place, event in enumerate(events[:until]) if event[0] == "sync"}
    files: dict[str, bytearray] = {}
    acknowledged = -1
    for place, event in enumerate(events[:until]):
        if event[0] == "ack":
            acknowledged = event[1]
            continue
        if event[0] == "sync" or (place > synced_to.get(event[1], -1) and chance.random() < 0.5):
            continue
        data = files.setdefault(event[1], bytearray())
        if event[0] == "cut":
            del data[event[2] :]
            continue
        _, _, offset, body = event
        if place > synced_to.get(event[1], -1) and chance.random() < 0.3:
            body = body[: chance.randrange(len(body) + 1) // 512 * 512]
        data.extend(bytes(max(0, offset + len(body) - len(data))))
        data[offset : offset + len(body)] = body
    return files, acknowledged


def after_cut(folder: Path, files: dict[str, bytearray]) -> int | None:
    """The newest row that the store still has; -1 for none, None for a damaged store."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    connection = sqlite3.connect(folder / "monitor.db")
    try:
        if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            return None
        if not connection.execute("select 1 from sqlite_master where name = 'jobs'").fetchone():
            return -1
        newest = connection.execute("select max(job) from jobs").fetchone()[0]
        return int(newest[:4]) if newest else -1
    except sqlite3.DatabaseError:
        return None
    finally:
        connection.close()


def main() -> None:
    """Every part that was asked for, one after the other."""
    import logging

    from monitor import observe

    observe.configure_logging(level=logging.CRITICAL)
    wanted = DEFAULTS | {name: int(value) for name, _, value in (part.partition("=") for part in sys.argv[1:])}
    if len(sys.argv) > 1:
        wanted = {name: number if any(part.startswith(name) for part in sys.argv[1:]) else 0 for name, number in wanted.items()}
    parts = {"months": months, "kills": kills, "turns": turns, "cuts": cuts, "years": years}
    for name, part in parts.items():
        if wanted[name]:
            part(wanted[name])


if __name__ == "__main__":
    main()
