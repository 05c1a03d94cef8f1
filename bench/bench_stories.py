"""Finding copies among a million articles, placing new ones in windows of every size, and a large batch at once.

Beside datasketch's in-memory index, where it can be imported (`pip install datasketch` into an environment of its own and put
that on PYTHONPATH; it is no dependency of the program).
"""

from __future__ import annotations

import random
import resource
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.bench_placing import described, resident
from bench.many_items import Told
from monitor.model import StoryItem
from monitor.stories import StorySettings, place, text_hash
from monitor.stories.copies import copy_of
from monitor.stories.sketch import BANDS, SketchIndex, sketch_of
from monitor.stories.words import fold, pieces, shingles
from monitor.topics import canonical_names, load_vocabulary

NAMES = canonical_names(load_vocabulary())
THEN = datetime(2026, 11, 24, tzinfo=UTC)
SETTINGS = StorySettings()
STORED = 1_000_000
DRAW = random.Random(11)
WORDS = ["".join(DRAW.choice("bcdfghklmnprstvz") + DRAW.choice("aeiou") for _ in range(DRAW.randint(2, 4))) for _ in range(20_000)]
ODDS = [1 / (rank + 10) for rank in range(len(WORDS))]


def words(count: int) -> list[str]:
    """So many words, the frequent ones often, as in a language."""
    return DRAW.choices(WORDS, ODDS, k=count)


def edited(text: Sequence[str], share: float) -> list[str]:
    """The text with so many of its words replaced, one by one."""
    return [DRAW.choice(WORDS) if DRAW.random() < share else word for word in text]


def sketched(text: Sequence[str]) -> bytes:
    """The sketch of a text as `describe` would make it."""
    return sketch_of(shingles(pieces(fold(" ".join(text)))))


def copies_among_a_million() -> None:
    """One query, one load, the bytes an article, and what is found."""
    print(f"copies: {STORED:,} stored articles, sketches of {4 * BANDS} bytes")
    originals = [words(500) for _ in range(400)]
    sketches = [sketched(text) for text in originals]
    noise = np.random.default_rng(5).integers(0, 2**32, size=(STORED - len(originals), BANDS), dtype=np.uint32)
    blobs = [*sketches, *(row.tobytes() for row in noise)]
    started = time.process_time()
    index = SketchIndex(blobs)
    loaded = time.process_time() - started
    del blobs, noise
    print(
        f"  load {loaded:.1f} s CPU, {index.nbytes / len(index):.0f} bytes an article in memory, {4 * BANDS} in the store;"
        f" {resident():.0f} MB resident, interpreter and all"
    )
    for name, change in (("5 % edited", 0.05), ("10 % edited", 0.1), ("20 % edited", 0.2)):
        _found(name, index, [sketched(edited(text, change)) for text in originals])
    _found("cut to 60 %", index, [sketched(text[:300]) for text in originals])
    _found("cut to 40 %", index, [sketched(text[:200]) for text in originals])
    queries = [sketched(words(500)) for _ in range(2_000)]
    times, walls = [], []
    for _ in range(5):
        started, wall = time.process_time(), time.perf_counter()
        for query in queries:
            index.candidates(query)
        times.append((time.process_time() - started) / len(queries))
        walls.append((time.perf_counter() - wall) / len(queries))
    print(
        f"  query {statistics.median(times) * 1e6:.0f} microseconds CPU, {statistics.median(walls) * 1e6:.0f} wall"
        f" (median of 5 x {len(queries)})"
    )
    texts = [" ".join(text) for text in originals[:200]]
    started = time.process_time()
    for text in texts:
        sketch_of(shingles(pieces(fold(text))))
    each = (time.process_time() - started) / len(texts)
    print(f"  making a sketch of 500 words, tokens and shingles included: {each * 1e6:.0f} microseconds")


def _found(name: str, index: SketchIndex, queries: Sequence[bytes]) -> None:
    hits = sum(number in index.candidates(query) for number, query in enumerate(queries))
    print(f"  recall, {name:12} {hits / len(queries):.3f}")


def peer(count: int = 10_000) -> None:
    """The same questions to datasketch and to ours, on fewer articles, for making a sketch takes it long."""
    try:
        from datasketch import MinHash, MinHashLSH
    except ImportError:
        print("datasketch: not installed here, left out")
        return
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    originals = [words(500) for _ in range(200)]
    texts = [*originals, *(words(60) for _ in range(count - len(originals)))]

    def hashed(text: Sequence[str]) -> MinHash:
        made = MinHash(num_perm=128)
        for run in shingles(text):
            made.update(run.encode())
        return made

    lsh = MinHashLSH(num_perm=128, params=(32, 4))
    for number, text in enumerate(texts):
        lsh.insert(number, hashed(text))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 / count
    started = time.process_time()
    for text in originals:
        hashed(text)
    made = (time.process_time() - started) / len(originals)
    queries = [hashed(edited(text, 0.1)) for text in originals]
    started = time.process_time()
    hits = sum(number in lsh.query(query) for number, query in enumerate(queries))
    each = (time.process_time() - started) / len(queries)
    print(
        f"datasketch, {count:,} articles: query {each * 1e6:.0f} microseconds, {grown:,.0f} bytes an article,"
        f" sketch {made * 1e6:.0f} microseconds, recall at 10 % edited {hits / len(queries):.3f}"
    )
    index = SketchIndex([sketched(text) for text in texts])
    ours = [sketched(edited(text, 0.1)) for text in originals]
    started = time.process_time()
    hits = sum(number in index.candidates(query) for number, query in enumerate(ours))
    each = (time.process_time() - started) / len(ours)
    print(
        f"ours, the same articles: query {each * 1e6:.0f} microseconds, {index.nbytes / count:,.0f} bytes an article,"
        f" recall at 10 % edited {hits / len(ours):.3f}"
    )


def worded(number: int, text: Sequence[str]) -> StoryItem:
    """An article of these words."""
    told = Told(
        id=f"w{number}", event=number, title=" ".join(text[:8]), text=" ".join(text[8:]), language="en", outlet=f"O{number % 97}", at=THEN
    )
    return described(told)[1]


def hostile(count: int = 2_000) -> None:
    """Texts that share every band, and one text many times."""
    common = words(300)
    same = [worded(number, common) for number in range(count)]
    started = time.process_time()
    place(same, (), (), SETTINGS)
    print(f"{count:,} copies of one text: {time.process_time() - started:.1f} s CPU")
    banded = [replace(worded(n, words(120)), sketch=same[0].sketch, text_hash=text_hash(str(n))) for n in range(count)]
    started = time.process_time()
    place(banded, (), (), SETTINGS)
    print(f"{count:,} texts that share every band: {time.process_time() - started:.1f} s CPU")
    assert copy_of(banded[0], banded[1]) is None


def main() -> None:
    """Every figure; a name takes one part, `grown 10000 1000000` those sizes, `batch 50000` that many."""
    print(f"python {sys.version.split()[0]}, numpy {np.__version__}")
    name, numbers = next(iter(sys.argv[1:]), ""), [int(number) for number in sys.argv[2:] if number.isdecimal()]
    parts = {"copies": copies_among_a_million, "peer": peer, "hostile": hostile}
    for part in (parts[name],) if name else parts.values():
        part(*numbers)


if __name__ == "__main__":
    main()
