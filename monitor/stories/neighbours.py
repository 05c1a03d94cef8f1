"""For each article the few that could report the same event, found without comparing all with all."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from monitor.stories.likeness import parts_of
from monitor.stories.weights import Weighed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_NEIGHBOURS = 40
"""For each article, in its own language and again in all others."""

WORTH = 0.15
"""Articles that share less than this (a sum of cosines) are not compared: no event was ever told with so little in common."""

MOST_PROPOSED = 10
ALIKE = 0.3
"""Articles whose beginnings mean this much the same are compared though they share nothing else."""

MOST_HOLDERS = 300
"""A word held by more articles of the window than this is looked up no more; it tells nothing, and bounds the work of hostile input."""

AT_A_TIME = 200_000
"""So many common words are summed at once: some megabytes."""


def neighbours(weighed: Sequence[Weighed], window_hours: float) -> list[tuple[int, int]]:
    """Pairs (smaller number first) that share enough to be compared. Articles are expected in order of time."""
    import numpy as np

    if len(weighed) < 2:
        return []
    hours = np.array([one.item.order_at.timestamp() / 3600 for one in weighed])
    languages = {language: number for number, language in enumerate(sorted({one.language for one in weighed}))}
    spoken = np.array([languages[one.language] for one in weighed])
    pairs: set[tuple[int, int]] = set()
    for number, low, scores in _scores(weighed, hours.searchsorted(hours - window_hours)):
        for near in _best(scores, spoken[low:number] == spoken[number]):
            pairs.add((low + near, number))
    return sorted(pairs | _of_one_meaning(weighed, hours, window_hours))


def _of_one_meaning(weighed: Sequence[Weighed], hours: NDArray[np.float64], window_hours: float) -> set[tuple[int, int]]:
    """Pairs that the language model proposes, where there is one: for each article the ten earlier ones closest in meaning."""
    import numpy as np

    vectors = [(number, one.meaning) for number, one in enumerate(weighed) if one.meaning is not None]
    if len(vectors) < 2:
        return set()
    known = np.array([number for number, _ in vectors])
    rows = np.array([vector for _, vector in vectors])
    pairs: set[tuple[int, int]] = set()
    for at, number in enumerate(known.tolist()):
        low = int(np.searchsorted(hours[known], hours[number] - window_hours))
        alike = rows[low:at] @ rows[at]
        best = np.argsort(-alike, kind="stable")[:MOST_PROPOSED]
        pairs.update((int(known[low + near]), number) for near in best.tolist() if alike[near] >= ALIKE)
    return pairs


def _postings(
    weighed: Sequence[Weighed],
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
    """Terms and weights of each article one after another, and where each article's begin."""
    import numpy as np

    count = itertools.count()
    numbers: list[defaultdict[Any, int]] = [defaultdict(count.__next__) for _ in parts_of(weighed[0])]
    terms: list[int] = []
    values: list[float] = []
    starts = [0]
    for one in weighed:
        for known, (weights, worth) in zip(numbers, parts_of(one), strict=True):
            terms += map(known.__getitem__, weights)
            values += weights.values() if worth == 1.0 else [worth * weight for weight in weights.values()]
        starts.append(len(terms))
    return np.array(terms, dtype=np.int64), np.array(values), np.array(starts)


def _scores(weighed: Sequence[Weighed], lows: NDArray[np.int64]) -> Iterator[tuple[int, int, NDArray[np.float64]]]:
    """(number, low, what it shares with each of the articles from low up to itself) of every article that shares anything worth it.

    What several articles share is summed at once, as long as that is not too much to hold.
    """
    import numpy as np

    terms, values, starts = _postings(weighed)
    owners = np.repeat(np.arange(len(weighed)), np.diff(starts))
    order = np.argsort(terms, kind="stable")
    holders, weights = owners[order], values[order]
    firsts = np.searchsorted(terms[order], np.arange(len(terms) and int(terms.max()) + 2))
    lengths = np.diff(firsts)[terms] if len(terms) else terms
    lengths[(lengths < 2) | (lengths > MOST_HOLDERS)] = 0
    until = np.concatenate(([0], np.cumsum(lengths)))[starts]
    first = 0
    while first < len(weighed):
        last = max(first + 1, int(np.searchsorted(until, until[first] + AT_A_TIME, side="right")) - 1)
        mine = slice(starts[first], starts[last])
        held, many = firsts[terms[mine]], lengths[mine]
        at = np.arange(int(many.sum())) + np.repeat(held - np.cumsum(many) + many, many)
        who, row = holders[at], np.repeat(owners[mine], many)
        share = np.repeat(values[mine], many) * weights[at]
        is_inside = (who < row) & (who >= lows[row])
        cells = (row[is_inside] - first) * len(weighed) + who[is_inside]
        sums = np.bincount(cells, weights=share[is_inside], minlength=(last - first) * len(weighed)).astype(np.float64)
        table = sums.reshape(last - first, -1)
        for near in np.flatnonzero((table > WORTH).any(axis=1)).tolist():
            number, low = first + near, int(lows[first + near])
            yield number, low, table[near, low:number]
        first = last


def _best(scores: NDArray[np.float64], is_same: NDArray[np.bool_]) -> list[int]:
    """The articles that share most, in the same language and in others, those with nothing left out."""
    import numpy as np

    worth = scores > WORTH
    near: list[int] = np.flatnonzero(worth).tolist()
    if len(near) <= MOST_NEIGHBOURS:
        return near
    best: list[int] = []
    for group in (is_same, ~is_same):
        among = np.flatnonzero(group & worth)
        if len(among) > MOST_NEIGHBOURS:
            among = among[np.argsort(-scores[among], kind="stable")[:MOST_NEIGHBOURS]]
        best.extend(among.tolist())
    return best
