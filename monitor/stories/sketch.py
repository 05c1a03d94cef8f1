"""A text's shingles in, a sketch of 80 bytes out; and the sorted array in which a copy of any of a million is found in microseconds."""

from __future__ import annotations

from collections.abc import Sequence
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


class SketchIndex:
    """Sketches of many texts as one sorted array of (band value, number of the text): 160 bytes a text."""

    def __init__(self, sketches: Sequence[bytes]) -> None:
        import numpy as np

        known = [number for number, sketch in enumerate(sketches) if len(sketch) == SIZE]
        values = np.frombuffer(b"".join(sketches[number] for number in known), dtype="<u4").astype(np.uint64)
        self._keys = (values << np.uint64(32)) | np.repeat(np.array(known, dtype=np.uint64), BANDS)
        self._keys.sort()

    def __len__(self) -> int:
        return len(self._keys) // BANDS

    @property
    def nbytes(self) -> int:
        """Bytes of memory the index holds."""
        return int(self._keys.nbytes)

    def candidates(self, sketch: bytes) -> list[int]:
        """Numbers of the texts that share a band with this one, those that share most first; at most 200."""
        import numpy as np

        if len(sketch) != SIZE:
            return []
        if not len(self._keys):
            return []
        values = np.frombuffer(sketch, dtype="<u4").astype(np.uint64) << np.uint64(32)
        starts = np.searchsorted(self._keys, values)
        at = np.minimum(starts, len(self._keys) - 1)
        is_held = (self._keys[at] ^ values) < np.uint64(1 << 32)
        shared: dict[int, int] = {}
        for start, value in zip(starts[is_held].tolist(), values[is_held], strict=True):
            held = self._keys[start : start + CROWDED]
            for number in (held[(held ^ value) < np.uint64(1 << 32)] & np.uint64(0xFFFFFFFF)).tolist():
                shared[number] = shared.get(number, 0) + 1
        if len(shared) <= MOST_CANDIDATES:
            return sorted(shared)
        return sorted(sorted(shared, key=lambda number: (-shared[number], number))[:MOST_CANDIDATES])
