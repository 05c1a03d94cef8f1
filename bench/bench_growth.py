"""What a turn costs when the store has grown: the same turn over 10,000 and over 1,000,000 stored articles.

    python bench/bench_growth.py [small=10000] [large=1000000]

The store is filled by SQL with copies of one real article, an hour's worth of them for each hour of the past. The turn
polls 10 feeds with 3 new entries each, reads them, and publishes and sends an edition. Least of three, CPU seconds.
"""

from __future__ import annotations

import logging
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from monitor import observe
from monitor.app import run_turn
from monitor.model import Secret, StoryItem
from monitor.store import StoreSettings, open_store
from monitor.store.sql import SqlStore
from tests import build
from tests.simulation.world import CONFIG, START, Plan, World, words

TABLES = ("entries", "articles", "verdicts", "story_items")
SPAN = timedelta(days=400)


def fill(store: SqlStore, number: int) -> None:
    """So many copies of one article, each under its own name and at its own instant."""
    entry = build.entry("Missile defence test", feed_id="o1", url="https://outlet1.example/seed")
    store.sync_feeds(CONFIG.feeds, START)
    store.record_poll(build.poll(entry, feed_id="o1"), unread_at=START)
    # As old as its copies: an article of a time to come would be placed first, and the days at hand were its own from then on.
    item = StoryItem(id=entry.id, url=None, title="Radar opens", order_at=START - SPAN)
    store.record_reading(build.reading(entry.id, read_at=START - SPAN, story_item=item))
    step = SPAN // timedelta(microseconds=1) // number
    first = int((START - SPAN).timestamp() * 1_000_000)
    numbers = f"with recursive n(i) as (select 0 union all select i + 1 from n where i < {number - 1})"
    instants = {"first_seen_at", "read_at", "order_at", "changed_at"}
    names = {"id", "article_id"}
    with store._engine.connect().execution_options(writes=True) as connection, connection.begin():
        for table in TABLES:
            columns = [row[1] for row in connection.exec_driver_sql(f"pragma table_info({table})")]
            values = [
                f"{first} + i * {step}"
                if name in instants
                else "printf('%016x', i)"
                if name in names
                else "'https://outlet1.example/' || i"
                if name in ("url", "canonical_url")
                else "'story' || (i / 5)"
                if name == "story_id"
                else "null"
                if name in ("next_read_at", "claimed_until", "duplicate_of", "supersedes")
                else f"t.{name}"
                for name in columns
            ]
            connection.exec_driver_sql(
                f"{numbers} insert into {table} ({', '.join(columns)}) select {', '.join(values)} from n, (select * from {table} limit 1) t"
            )
    with store._engine.connect() as connection:
        connection.exec_driver_sql("analyze")
        connection.commit()


class Bench(World):
    """The simulated world on a store in a file."""

    def __init__(self, store: SqlStore) -> None:
        plan = Plan(1, days=0).spare()
        plan.hostile = -1
        self._given = store
        super().__init__(plan)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.store.close()
        self.store = self._given


def measure(path: Path, number: int) -> tuple[float, int]:
    """CPU seconds of the least of three turns, and the bytes of the store."""
    from tests.simulation import world as sim

    store = open_store(StoreSettings(url=Secret(str(path))))
    fill(store, number)
    bench = Bench(store)
    times = []
    for turn in range(4):
        bench.true = START + (turn + 1) * timedelta(days=1)
        pieces = [
            sim.Piece(
                outlet=outlet,
                number=turn * 10 + place,
                published_at=bench.true - timedelta(hours=1),
                title=f"{words(bench.chance, 3)} missile defence",
                text=words(bench.chance, 12),
            )
            for outlet in range(sim.OUTLETS)
            for place in range(3)
        ]
        bench.plan.announce(pieces)
        began = time.process_time()
        # As the daemon turns: what is done once a day (the check reads every page) is no part of a turn.
        report = run_turn(bench.app, only=("poll", "read"))
        run_turn(bench.app, only=("publish", "send"))
        if turn:
            times.append(time.process_time() - began)
        assert report.entries["new"] >= 20, report
    size = store.size()
    store.close()
    return min(times), size


def main() -> None:
    observe.configure_logging(level=logging.CRITICAL)
    numbers = {"small": 10_000, "large": 1_000_000} | {
        name: int(value) for name, _, value in (part.partition("=") for part in sys.argv[1:])
    }
    figures = []
    for number in numbers.values():
        with tempfile.TemporaryDirectory() as folder:
            began = time.monotonic()
            seconds, size = measure(Path(folder) / "monitor.db", number)
            figures.append(seconds)
            print(
                f"{number:>9} articles: a turn takes {seconds:.2f} CPU s, the store {size >> 20} MiB ({time.monotonic() - began:.0f} s)",
                flush=True,
            )
    print(f"ratio {figures[1] / figures[0]:.2f} (target <= 1.5)")


if __name__ == "__main__":
    main()
