"""For each article the few that could report the same event, found without comparing all with all."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence
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


def neighbours(weighed: Sequence[Weighed], window_hours: float) -> list[tuple[int, int]]:
    """Pairs (smaller number first) that share enough to be compared. Articles are expected in order of time."""
    import numpy as np

    if len(weighed) < 2:
        return []
    hours = np.array([one.item.order_at.timestamp() / 3600 for one in weighed])
    languages = {language: number for number, language in enumerate(sorted({one.language for one in weighed}))}
    spoken = np.array([languages[one.language] for one in weighed])
    terms, values, starts, holders, weights = _postings(weighed)
    pairs: set[tuple[int, int]] = set()
    for number in range(len(weighed)):
        low = int(np.searchsorted(hours, hours[number] - window_hours))
        mine = slice(starts[0][number], starts[0][number + 1])
        scores = _scores(terms[mine], values[mine], starts[1], holders, weights, (low, number))
        for near in _best(scores, spoken[low:number] == spoken[number]):
            pairs.add((low + int(near), number))
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
) -> tuple[NDArray[np.int64], NDArray[np.float64], tuple[NDArray[np.int64], NDArray[np.int64]], NDArray[np.int64], NDArray[np.float64]]:
    """Terms and weights of each article one after another, and the holders of each term one after another."""
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
    all_terms, all_values = np.array(terms, dtype=np.int64), np.array(values)
    owners = np.repeat(np.arange(len(weighed)), np.diff(starts))
    order = np.argsort(all_terms, kind="stable")
    term_starts = np.searchsorted(all_terms[order], np.arange(next(count) + 1))
    return all_terms, all_values, (np.array(starts), term_starts), owners[order], all_values[order]


def _scores(
    terms: NDArray[np.int64],
    values: NDArray[np.float64],
    starts: NDArray[np.int64],
    holders: NDArray[np.int64],
    weights: NDArray[np.float64],
    span: tuple[int, int],
) -> NDArray[np.float64]:
    """What each article of the span shares with one that has these terms."""
    import numpy as np

    low, high = span
    first, last = starts[terms], starts[terms + 1]
    is_telling = (last - first > 1) & (last - first <= MOST_HOLDERS)
    first, last, values = first[is_telling], last[is_telling], values[is_telling]
    lengths = last - first
    if not len(lengths) or high <= low:
        return np.zeros(max(0, high - low))
    within = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    at = np.repeat(first, lengths) + within
    who = holders[at]
    share = np.repeat(values, lengths) * weights[at]
    is_inside = (who >= low) & (who < high)
    found: NDArray[np.float64] = np.bincount(who[is_inside] - low, weights=share[is_inside], minlength=high - low).astype(np.float64)
    return found


def _best(scores: NDArray[np.float64], is_same: NDArray[np.bool_]) -> list[int]:
    """The articles that share most, in the same language and in others, those with nothing left out."""
    import numpy as np

    best: list[int] = []
    for group in (is_same, ~is_same):
        among = np.flatnonzero(group & (scores > WORTH))
        if len(among) > MOST_NEIGHBOURS:
            among = among[np.argsort(-scores[among], kind="stable")[:MOST_NEIGHBOURS]]
        best.extend(among.tolist())
    return best
