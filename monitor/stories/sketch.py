"""A text's shingles in, a sketch of 80 bytes out; and the sorted array in which a copy of any of a million is found in microseconds."""

from __future__ import annotations

import struct
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WHOLE = 16
"""Bands over the whole text. Three rows a band: with one word in ten replaced (Jaccard .57) a copy shares a band with p = .98."""

LEAD = 4
"""Bands over the first words, which a copy that was cut at the end shares entirely."""

ROWS = 3
LEAD_SHINGLES = 64
BANDS = WHOLE + LEAD
SIZE = 4 * BANDS
SEED = 20_261
LOW = 0xFFFF_FFFF
BAND_VALUES = struct.Struct(f"<{BANDS}I")

MOST_CANDIDATES = 200
"""A text that shares bands with more than this is compared with those it shares most bands with, then the earliest."""

CROWDED = 400
"""A band value held by more texts than this tells nothing (furniture, a template, an attack); only its first members are looked at."""


def sketch_of(shingles: Sequence[str]) -> bytes:
    """The sketch of a text: for each band a 32-bit value, equal when all minima of the band are; empty for an empty text."""
    if not shingles:
        return b""
    import numpy as np

    whole = _bands(list(shingles), WHOLE, SEED)
    lead = _bands(list(shingles[:LEAD_SHINGLES]), LEAD, SEED + 1)
    return np.concatenate([whole, lead]).astype("<u4").tobytes()


def _bands(shingles: list[str], count: int, seed: int) -> NDArray[np.uint64]:
    import numpy as np
    from rensa import RMinHash

    minima = RMinHash(num_perm=count * ROWS, seed=seed)
    minima.update(shingles)
    rows = np.array(minima.digest(), dtype=np.uint64).reshape(count, ROWS)
    mixed = np.full(count, seed, dtype=np.uint64) + np.arange(count, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    for row in range(ROWS):
        mixed = (mixed ^ rows[:, row]) * np.uint64(0xFF51AFD7ED558CCD)
        mixed ^= mixed >> np.uint64(29)
    return mixed >> np.uint64(32)


def sharing(sketches: Sequence[bytes]) -> Iterator[tuple[int, int]]:
    """Pairs (earlier, later) of texts that share a band: of each text at most 200, those that share most bands, then the earliest."""
    holders: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, sketch in enumerate(sketches):
        if len(sketch) != SIZE:
            continue
        crowd = [holders[band] for band in enumerate(BAND_VALUES.unpack(sketch))]
        shared = Counter(chain.from_iterable(crowd))
        yield from ((other, number) for other in sorted(shared, key=lambda other: (-shared[other], other))[:MOST_CANDIDATES])
        for held in crowd:
            if len(held) < CROWDED:
                held.append(number)


class Holders:
    """Who holds which 32-bit values: sorted arrays of (value, number of the holder), eight bytes each.

    What is added later stands in a shorter array of its own, until that is an eighth as long as the one before and they become
    one: so an addition costs little, and a look-up few searches.
    """

    def __init__(self) -> None:
        self._parts: list[NDArray[np.uint64]] = []

    @property
    def nbytes(self) -> int:
        """Bytes of memory it holds."""
        return sum(int(part.nbytes) for part in self._parts)

    def add(self, values: NDArray[np.uint32], first: int) -> None:
        """A row of values for each of the numbers `first`, `first` + 1, ...; zero is no value."""
        import numpy as np

        pairs = values.astype(np.uint64)
        pairs <<= np.uint64(32)
        pairs |= np.arange(first, first + len(values), dtype=np.uint64)[:, None]
        pairs = pairs[values != 0]
        pairs.sort()
        while self._parts and len(self._parts[-1]) < 8 * len(pairs):
            # Stable: it merges what is already in order.
            pairs = np.sort(np.concatenate([self._parts.pop(), pairs]), kind="stable")
        self._parts.append(pairs)

    def holders(self, values: NDArray[np.uint32], *, most: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """(position of the value, number of a holder) of everyone who holds one; of a crowded value only the first so many."""
        import numpy as np

        lowest = values.astype(np.uint64) << np.uint64(32)
        positions, numbers = [], []
        for part in self._parts:
            starts = np.searchsorted(part, lowest)
            held = np.flatnonzero((part[np.minimum(starts, len(part) - 1)] ^ lowest) <= LOW) if len(part) else starts[:0]
            if not len(held):
                continue
            starts = starts[held]
            lengths = np.minimum(np.searchsorted(part, lowest[held] | np.uint64(LOW), side="right") - starts, most)
            at = np.arange(int(lengths.sum())) + np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
            numbers.append((part[at] & np.uint64(LOW)).astype(np.int64))
            positions.append(np.repeat(held, lengths))
        nobody = np.zeros(0, dtype=np.int64)
        return np.concatenate([nobody, *positions]), np.concatenate([nobody, *numbers])


class SketchIndex:
    """Sketches of many texts, numbered in the order they were added, in which a copy of any is found: 160 bytes a text."""

    def __init__(self, sketches: Sequence[bytes] = ()) -> None:
        self._bands = Holders()
        self._size = 0
        self.add(sketches)

    def __len__(self) -> int:
        return self._size

    @property
    def nbytes(self) -> int:
        """Bytes of memory the index holds."""
        return self._bands.nbytes

    def add(self, sketches: Sequence[bytes]) -> None:
        """Further texts, numbered from where the last ended."""
        import numpy as np

        nothing = bytes(SIZE)
        joined = b"".join(sketch if len(sketch) == SIZE else nothing for sketch in sketches)
        self._bands.add(np.frombuffer(joined, dtype="<u4").reshape(-1, BANDS), self._size)
        self._size += len(sketches)

    def candidates(self, sketch: bytes) -> list[int]:
        """Numbers of the texts that share a band with this one; of more than 200 those that share most, then the earliest."""
        numbers, shared = self.sharing(sketch)
        found: list[int] = sorted(numbers[(-shared).argsort(kind="stable")[:MOST_CANDIDATES]].tolist())
        return found

    def sharing(self, sketch: bytes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Numbers, in order, of the texts that share a band with this one, and how many bands each shares."""
        import numpy as np

        if len(sketch) != SIZE:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        _, held = self._bands.holders(np.frombuffer(sketch, dtype="<u4"), most=CROWDED)
        return np.unique(held, return_counts=True)
