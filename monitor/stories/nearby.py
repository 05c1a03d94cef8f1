"""The articles of some days by what each is looked up by; which of them a new article could concern, found without reading the rest."""

from __future__ import annotations

from array import array
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Set
from datetime import timedelta
from itertools import islice
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

MOST_COPIES = 30
"""So many of those that share a band with it: the most bands, then the earliest. Of a text told more often these say enough."""

SAMPLE = 250
"""By so many articles it is judged how rare a word or a name is where not all are considered."""

SPARE = 50
"""So many more are drawn, for some may be there twice: read anew."""

CROWDED = 500
"""A key that more known articles have than this is not looked up."""

MOST_OF_A_STORY = 30
"""So many articles of a story that is touched are considered again."""


class Nearby:
    """Traces of known articles and the stories they are in: about 1.6 kilobytes each."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._at, self._rank = array("d"), array("I")
        self._sketches, self._keys = SketchIndex(), Holders()
        self._held: dict[str, int] = {}
        self._story: dict[str, tuple[str, float]] = {}
        self._told: dict[str, list[tuple[float, str]]] = {}

    def __len__(self) -> int:
        return len(self._held)

    def add(self, traces: Iterable[Trace]) -> None:
        """Further articles; one that was read anew is found by its new text, too, and one whose story changed in that."""
        import numpy as np

        traces = tuple(traces)
        for trace in traces:
            self._put(trace)
        fresh = [trace for trace in traces if self._held.get(trace.id) != hash((trace.sketch, trace.keys))]
        if not fresh:
            return
        keys = np.frombuffer(b"".join(keys_of(trace.keys) for trace in fresh), dtype="<u4").reshape(-1, KEYS)
        self._keys.add(keys, len(self._ids))
        self._sketches.add([trace.sketch for trace in fresh])
        self._ids += (trace.id for trace in fresh)
        self._at.extend(trace.order_at.timestamp() for trace in fresh)
        self._rank.extend(crc32(trace.id.encode()) for trace in fresh)
        self._held |= {trace.id: hash((trace.sketch, trace.keys)) for trace in fresh}

    def _put(self, trace: Trace) -> None:
        """Into its story, and out of the one it was in."""
        at = trace.order_at.timestamp()
        before = self._story.get(trace.id)
        if before == (trace.story_id, at):
            return
        if before is not None:
            told = self._told[before[0]]
            del told[bisect_left(told, (before[1], trace.id))]
        self._story[trace.id] = trace.story_id, at
        insort(self._told.setdefault(trace.story_id, []), (at, trace.id))

    def with_stories(self, ids: Set[str], window: Window) -> set[str]:
        """These, and of each of their stories the earliest of the window until that is so many."""
        found = set(ids)
        for story, taken in Counter(self._story[one][0] for one in ids).items():
            told = self._told[story]
            first, last = (bisect_left(told, (at.timestamp(), "")) for at in (window.start, window.end))
            mates = (mate for _, mate in told[first : min(last, first + MOST_OF_A_STORY)] if mate not in ids)
            found.update(islice(mates, max(0, MOST_OF_A_STORY - taken)))
        return found

    def within(self, window: Window) -> set[str]:
        """Ids of all that are ordered in the window."""
        return {self._ids[number] for number in self._inside(window).tolist()}

    def is_small(self, window: Window) -> bool:
        """Whether there are so few in the window that all of them may be considered."""
        return len(self._inside(window)) <= SMALL

    def sample(self, window: Window) -> frozenset[str]:
        """Ids of some of the window: the same ones whatever the order of arrival, and hardly others when more have come."""
        import numpy as np

        inside = self._inside(window)
        ranks = np.frombuffer(self._rank, dtype=np.uint32)[inside]
        if len(inside) > SPARE + SAMPLE:
            first = np.argpartition(ranks, SPARE + SAMPLE)[: SPARE + SAMPLE]
            inside, ranks = inside[first], ranks[first]
        lowest = sorted({(rank, self._ids[number]) for rank, number in zip(ranks.tolist(), inside.tolist(), strict=True)})
        return frozenset(name for _, name in lowest[:SAMPLE])

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
        is_near = np.abs(at - item.order_at.timestamp()) <= span
        copies, shared = self._sketches.sharing(item.sketch)
        copies, shared = copies[is_near[copies]], shared[is_near[copies]]
        found = [copies[np.lexsort((copies, at[copies], -shared))[:MOST_COPIES]], who[is_same_address & is_near[who]][:MOST_LIKE]]
        crowd = np.bincount(where, minlength=len(held))[where]
        is_telling = (crowd <= CROWDED) & is_near[who]
        where, who = where[is_telling], who[is_telling]
        numbers, places = np.unique(who, return_inverse=True)
        rarity = 1.0 / np.sqrt(np.bincount(where, minlength=len(held)) + 1.0)
        scores = np.bincount(places, weights=rarity[where], minlength=len(numbers)).round(6)
        found.append(numbers[np.lexsort((numbers, at[numbers], -scores))[:MOST_LIKE]])
        return np.concatenate(found)


def trace_of(item: StoryItem, story_id: str) -> Trace:
    """What a described article is looked up by, and where it was placed."""
    return Trace(id=item.id, order_at=item.order_at, sketch=item.sketch, keys=item.features[:TRACE], story_id=story_id)
