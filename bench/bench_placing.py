"""Placing new articles: in windows of every size, in a store of a million, and tens of thousands at once.

    python bench/bench_placing.py [windows 400 2000 | batch 50000 | grown 10000 1000000]

The articles are made of real texts (many_items.py) and stand in a real store; recording their reading is not counted.
"""

from __future__ import annotations

import gc
import itertools
import json
import re
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
import zlib
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.many_items import PER_DAY, Told, many_items
from monitor.model import TRACE, Article, CleanText, Item, Published, Secret, StoryItem, stable_id
from monitor.pipeline.placing import KnownDays, place_new
from monitor.store import StoreSettings, open_store
from monitor.store.sql import SqlStore
from monitor.stories import StorySettings, describe
from monitor.stories.features import pack, unpack
from monitor.topics import canonical_names, load_vocabulary
from tests import build

NAMES = canonical_names(load_vocabulary())
THEN = datetime(2026, 11, 24, tzinfo=UTC)
SETTINGS = StorySettings()


def described(told: Told) -> tuple[Article, StoryItem]:
    """A made-up article as the desk has it after reading."""
    published = Published(value=told.at.isoformat(), at=told.at, source="feed")
    url = f"https://{told.outlet.replace(' ', '').casefold()}.example/{told.id}"
    article = Article(
        url=url,
        title=CleanText(told.title),
        text=CleanText(told.text),
        outlet=CleanText(told.outlet),
        language=told.language,
        published=published,
    )
    item = Item(id=stable_id(told.id), url=url, title=told.title, text=told.text, published=published, first_seen_at=told.at)
    return article, describe(article, item, (f"topic{told.event * 7_919 % 19}",), NAMES)


def record(store: SqlStore, some: Sequence[tuple[Article, StoryItem]]) -> None:
    """Articles read and waiting for their stories."""
    polls = [build.poll(build.entry(item.id), feed_id="harbour", polled_at=item.order_at) for _, item in some]
    readings = [build.reading(item.id, article=article, story_item=item, read_at=item.order_at) for article, item in some]
    store.record_replayed(polls, [build.feed()], readings)


def place_all(store: SqlStore, known: KnownDays) -> int:
    """Place what waits; how many there were."""
    return sum(len(some) for some in place_new(store, lambda: THEN, SETTINGS, known))


def resident() -> float:
    """Megabytes of memory this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def windows(*sizes: int) -> None:
    """CPU for each new article in windows of different sizes; beside it what describing one costs, in the same run."""
    for size in sizes or (200, 400, 2_000, 4_000):
        made = list(many_items(size + 300, per_day=size // 4))
        started = time.process_time()
        items = sorted((described(told) for told in made), key=lambda pair: pair[1].order_at)
        floor = (time.process_time() - started) / len(items)
        with TemporaryDirectory() as folder:
            store = open_store(StoreSettings(url=Secret(f"{folder}/monitor.db")))
            known = KnownDays()
            record(store, items[:size])
            place_all(store, known)
            figures = [
                statistics.median(_placed_in(store, known, items[at : at + many]) / many for at in range(size + first, size + last, many))
                for first, last, many in ((0, 40, 1), (40, 140, 20), (140, 240, 100))
            ]
            store.close()
        each = ", ".join(f"{many} new {one * 1e3:.1f} ms ({one / floor:.2f} x)" for many, one in zip((1, 20, 100), figures, strict=True))
        print(f"window of {size:6,}: {each} of CPU an article; describing one {floor * 1e3:.1f} ms", flush=True)


def _placed_in(store: SqlStore, known: KnownDays, some: Sequence[tuple[Article, StoryItem]]) -> float:
    record(store, some)
    started = time.process_time()
    assert place_all(store, known) == len(some)
    return time.process_time() - started


def batch(count: int = 10_000, folder: str = "") -> None:
    """So many waiting articles placed, as a replay does, with the memory it takes on the way."""
    with TemporaryDirectory() as other:
        store = open_store(StoreSettings(url=Secret(f"{folder or other}/monitor.db")))
        some: list[tuple[Article, StoryItem]] = []
        for told in many_items(count):
            some.append(described(told))
            if len(some) == 500:
                record(store, some)
                some = []
        record(store, some)
        del some
        gc.collect()
        started, at, placed, memory = time.process_time(), time.perf_counter(), 0, [resident()]
        for portion in place_new(store, lambda: THEN, SETTINGS):
            placed += len(portion)
            if placed * 10 // count >= len(memory):
                memory.append(resident())
        took, wall = time.process_time() - started, time.perf_counter() - at
        store.close()
    print(
        f"a batch of {placed:,}: {placed / took:,.0f} items/s of CPU, {placed / wall:,.0f} of wall; {took / placed * 1e3:.1f} ms CPU each"
    )
    print(f"  resident memory before and after each tenth: {', '.join(f'{size:.0f}' for size in memory)} MB", flush=True)


# -- a store of a million


BASE = 2_500
"""So many articles (a day) are described and placed; the days before are their rows under other names, sketches and keys."""

AT_HAND = 8
"""So many days are made so; of days before those, which no turn looks at, the sketches and keys are random."""


def grown(*numbers: int) -> None:
    """Placing at the end of a store of 10,000 and of 1,000,000 articles that came at the same rate; each in a process of its own."""
    figures = []
    with TemporaryDirectory(prefix="grown") as folder:
        batch(BASE, folder)
        base = Path(folder) / "monitor.db"
        for number in numbers or (10_000, 1_000_000):
            path = Path(folder) / f"{number}.db"
            shutil.copy(base, path)
            started = time.perf_counter()
            _fill(path, number)
            size = path.stat().st_size
            print(f"{number:,} stored articles: {size >> 20:,} MiB on disk (filled in {time.perf_counter() - started:.0f} s)", flush=True)
            asked = [sys.executable, __file__, "turn", str(path)]
            figures.append(float(subprocess.run(asked, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()[-1]))
            path.unlink()
    print(f"ratio of the last to the first: {figures[-1] / figures[0]:.2f} (target <= 1.25)")


def _fill(path: Path, number: int) -> None:
    """Put earlier days before the first, until there are so many articles to be placed beside."""
    with closing(sqlite3.connect(path)) as store:
        store.execute("pragma synchronous = off")
        store.execute("pragma journal_mode = off")
        rows = store.execute("select * from story_items").fetchall()
        columns = [row[1] for row in store.execute("pragma table_info(story_items)")]
        days = int(BASE / PER_DAY * 86_400_000_000)
        last = -(-number // BASE)
        for generation in range(1, min(AT_HAND, last)):
            _insert(store, "story_items", [_renamed(dict(zip(columns, row, strict=True)), generation, days) for row in rows])
        if last > AT_HAND:
            _insert_old(store, columns, range(AT_HAND, last), days)
        store.commit()
        store.execute("analyze")
        store.commit()


def _insert_old(store: sqlite3.Connection, columns: Sequence[str], generations: range, days: int) -> None:
    keys = f"substr(features, 1, 2) || randomblob({TRACE - 2}) || substr(features, {TRACE + 1})"
    other = {"order_at": f"order_at - g * {days}", "sketch": "randomblob(80)", "features": f"cast({keys} as blob)"}
    values = [other.get(name, f"printf('z%03x', g) || substr({name}, 5)" if name in ("id", "story_id") else name) for name in columns]
    numbers = f"with recursive n(g) as (select {generations.start} union all select g + 1 from n where g < {generations.stop - 1})"
    today = "(select * from story_items where id not like 'y%')"
    store.execute(f"{numbers} insert into story_items ({', '.join(columns)}) select {', '.join(values)} from n, {today}")


def _insert(store: sqlite3.Connection, table: str, rows: Sequence[dict[str, Any]]) -> None:
    names = list(rows[0])
    marks = ", ".join("?" for _ in names)
    store.executemany(f"insert into {table} ({', '.join(names)}) values ({marks})", [tuple(row.values()) for row in rows])


def _renamed(row: dict[str, Any], generation: int, days: int) -> dict[str, Any]:
    """An article of an earlier time: of four in five words, names and word runs it has others, the rest are today's."""

    def other(name: str) -> str:
        return f"y{generation}{name[2:]}"

    def told(word: str) -> str:
        return word if zlib.crc32(word.encode()) % 5 == 0 else f"{word}{generation}"

    mask = np.uint32(generation * 0x9E3779B1 & 0xFFFFFFFF)
    sketch = np.frombuffer(row["sketch"], dtype="<u4") ^ mask
    named = {name: row[name] and other(row[name]) for name in ("id", "story_id", "duplicate_of", "supersedes", "origin_id")}
    texts = {name: ID.sub(lambda match: other(match[0]), row[name]) for name in ("item", "placement")}
    item = json.loads(texts["item"])
    at = datetime.fromisoformat(item["order_at"]) - timedelta(microseconds=generation * days)
    item |= {"url": f"{item['url']}-{generation}", "text_hash": other(item["text_hash"]), "order_at": at.isoformat()}
    features = unpack(row["features"])
    features = replace(
        features,
        shingles=np.sort(np.where(features.shingles % 5 == 0, features.shingles, features.shingles ^ (mask & np.uint32(0xFFFF)))),
        stems={told(stem): weight for stem, weight in features.stems.items()},
        title=tuple(map(told, features.title)),
        proper={told(name): weight for name, weight in features.proper.items()},
    )
    moved = {"order_at": row["order_at"] - generation * days, "sketch": sketch.tobytes(), "features": pack(features, address=item["url"])}
    return {**row, **named, **texts, **moved, "item": json.dumps(item, ensure_ascii=False)}


ID = re.compile(r"(?<=\")[0-9a-f]{16}(?=\")")


def turn(path: str) -> None:
    """One process on one store: the days read, then new articles one by one, and a hundred at once; the mean of the single ones last."""
    made = list(itertools.islice(many_items(BASE + 400), BASE, BASE + 260))
    started = time.process_time()
    items = [described(told) for told in made]
    floor = (time.process_time() - started) / len(items)
    print(f"  describing an article: {floor * 1e3:.2f} ms CPU", file=sys.stderr)
    store = open_store(StoreSettings(url=Secret(path)))
    known, before = KnownDays(), resident()
    first, at = _placed_in(store, known, items[:1]), time.perf_counter()
    print(
        f"  the first of a process: {first:.2f} s CPU, {len(known.nearby):,} articles of the days at hand read;"
        f" {resident() - before:.0f} MB more, {resident():.0f} MB resident",
        file=sys.stderr,
    )
    at = time.perf_counter()
    ones = [_placed_in(store, known, items[number : number + 1]) for number in range(1, 151)]
    wall = (time.perf_counter() - at) / len(ones)
    many = _placed_in(store, known, items[151:251]) / 100
    mean = statistics.mean(sorted(ones)[15:-15])
    print(
        f"  1 new: {statistics.median(ones) * 1e3:.2f} ms CPU (median), {mean * 1e3:.2f} (mean of the middle 80 %), recording included"
        f" {wall * 1e3:.1f} ms wall; 100 new: {many * 1e3:.2f} ms CPU an article; {mean / floor:.2f} and {many / floor:.2f} x describing;"
        f" {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at the peak",
        file=sys.stderr,
    )
    store.close()
    print(mean)


def main() -> None:
    """Every figure; a name takes one part, numbers its sizes."""
    print(f"python {sys.version.split()[0]}, numpy {np.__version__}", flush=True)
    name, numbers = next(iter(sys.argv[1:]), ""), [int(number) for number in sys.argv[2:] if number.isdecimal()]
    if name == "turn":
        turn(sys.argv[2])
        return
    parts = {"windows": windows, "batch": batch, "grown": grown}
    for part in (parts[name],) if name else parts.values():
        part(*numbers)


if __name__ == "__main__":
    main()
