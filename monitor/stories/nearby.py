"""The articles of some days by what each is looked up by; which of them a new article could concern, found without reading the rest."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from datetime import timedelta
from heapq import nsmallest
from typing import TYPE_CHECKING
from zlib import crc32

from monitor.model import TRACE, StoryItem, Trace, Window
from monitor.stories.features import KEYS, address_key, keys_of
from monitor.stories.sketch import Holders, SketchIndex

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SMALL = 250
"""So many articles are all considered again with every new one; of more, only those near it."""

MOST_LIKE = 10
"""For each new article so many of the known are looked at, those that share the rarest names, figures and title words."""

SAMPLE = 250
"""By so many articles it is judged how rare a word or a name is where not all are considered."""

CROWDED = 500
"""A key that more known articles have than this is not looked up."""

MOST_OF_A_STORY = 30
"""So many articles of a story that is touched are considered again."""


class Nearby:
    """Traces of known articles: about half a kilobyte each."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._at = array("d")
        self._sketches, self._keys = SketchIndex(), Holders()
        self._held: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._held)

    def add(self, traces: Iterable[Trace]) -> None:
        """Further articles; one that was read anew is found by its new text, too."""
        import numpy as np

        fresh = [trace for trace in traces if self._held.get(trace.id) != hash((trace.sketch, trace.keys))]
        if not fresh:
            return
        keys = np.frombuffer(b"".join(keys_of(trace.keys) for trace in fresh), dtype="<u4").reshape(-1, KEYS)
        self._keys.add(keys, len(self._ids))
        self._sketches.add([trace.sketch for trace in fresh])
        self._ids += (trace.id for trace in fresh)
        self._at.extend(trace.order_at.timestamp() for trace in fresh)
        self._held |= {trace.id: hash((trace.sketch, trace.keys)) for trace in fresh}

    def within(self, window: Window) -> set[str]:
        """Ids of all that are ordered in the window."""
        return {self._ids[number] for number in self._inside(window).tolist()}

    def is_small(self, window: Window) -> bool:
        """Whether there are so few in the window that all of them may be considered."""
        return len(self._inside(window)) <= SMALL

    def sample(self, window: Window) -> frozenset[str]:
        """Ids of some of the window: the same ones whatever the order of arrival, and hardly others when more have come."""
        return frozenset(nsmallest(SAMPLE, self.within(window), key=lambda id: (crc32(id.encode()), id)))

    def _inside(self, window: Window) -> NDArray[np.int64]:
        import numpy as np

        at = np.frombuffer(self._at)
        return np.flatnonzero((at >= window.start.timestamp()) & (at < window.end.timestamp()))

    def near(self, item: StoryItem, reach: timedelta) -> set[str]:
        """Ids of the articles that are to be considered with this one: copies, those of its address, and those most like it."""
        import numpy as np

        if not self._ids:
            return set()
        near = self._near(item, np.frombuffer(self._at), reach.total_seconds())
        return {self._ids[number] for number in near.tolist()} - {item.id}

    def _near(self, item: StoryItem, at: NDArray[np.float64], span: float) -> NDArray[np.int64]:
        import numpy as np

        values = np.frombuffer(keys_of(item.features), dtype="<u4")
        held = np.flatnonzero(values)
        where, who = self._keys.holders(values[held], most=CROWDED + 1)
        is_same_address = values[held][where] == address_key(item.canonical_url or item.url)
        found = [np.array(self._sketches.candidates(item.sketch), dtype=np.int64), who[is_same_address][:MOST_LIKE]]
        crowd = np.bincount(where, minlength=len(held))[where]
        is_telling = (crowd <= CROWDED) & (np.abs(at[who] - item.order_at.timestamp()) <= span)
        where, who = where[is_telling], who[is_telling]
        numbers, places = np.unique(who, return_inverse=True)
        rarity = 1.0 / np.sqrt(np.bincount(where, minlength=len(held)) + 1.0)
        scores = np.bincount(places, weights=rarity[where], minlength=len(numbers)).round(6)
        found.append(numbers[np.lexsort((numbers, at[numbers], -scores))[:MOST_LIKE]])
        near: NDArray[np.int64] = np.concatenate(found)
        near = near[np.abs(at[near] - item.order_at.timestamp()) <= span]
        return near


def trace_of(item: StoryItem) -> Trace:
    """What a described article is looked up by."""
    return Trace(id=item.id, order_at=item.order_at, sketch=item.sketch, keys=item.features[:TRACE])
