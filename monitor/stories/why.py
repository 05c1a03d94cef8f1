"""The ledger: why an article is where it is, in words a sceptic can check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.model import Placement, StoryItem
from monitor.stories.copies import Copy
from monitor.stories.likeness import Weighed, signals_of
from monitor.stories.series import are_numbers_of_a_column

MOST_NAMED = 5


@dataclass(kw_only=True)
class Known:
    """Everything that was decided from, looked up by the number of an item."""

    items: Sequence[StoryItem]
    copies: Sequence[Copy]
    stories: Sequence[str]
    likeness: Mapping[tuple[int, int], float]
    weighed: Mapping[int, Weighed]

    def __post_init__(self) -> None:
        self._copies: dict[int, list[Copy]] = {}
        for copy in self.copies:
            self._copies.setdefault(copy.first, []).append(copy)
            self._copies.setdefault(copy.second, []).append(copy)
        self._near: dict[int, list[tuple[float, int]]] = {}
        for (one, other), value in self.likeness.items():
            self._near.setdefault(one, []).append((value, other))
            self._near.setdefault(other, []).append((value, one))

    def copies_of(self, number: int) -> list[Copy]:
        """Copies this item is part of."""
        return self._copies.get(number, [])

    def nearest(self, number: int, *, is_inside: bool) -> tuple[float, int] | None:
        """The likeliest other article in the same story, or in any other."""
        near = [
            (value, -other) for value, other in self._near.get(number, []) if (self.stories[other] == self.stories[number]) is is_inside
        ]
        if not near:
            return None
        value, other = max(near)
        return value, -other


def reasons_for(number: int, placement: Placement, known: Known) -> tuple[str, ...]:
    """What joined this article to its story, what it was copied from, and what it was kept apart from."""
    reasons = [*_copy_reasons(number, placement, known)]
    if placement.supersedes:
        reasons.append(f"takes the place of {placement.supersedes}: the same outlet, and it says so")
    joined = known.nearest(number, is_inside=True)
    if joined:
        reasons.append(f"joined with {_named(known.items[joined[1]])}: {_evidence(number, joined[1], known)}; likeness {joined[0]:.2f}")
    parted = known.nearest(number, is_inside=False)
    if parted and parted[0] >= 0.1:
        reasons.append(f"kept apart from {_named(known.items[parted[1]])}: {_evidence(number, parted[1], known)}; likeness {parted[0]:.2f}")
    return tuple(reasons)


def _copy_reasons(number: int, placement: Placement, known: Known) -> list[str]:
    if placement.duplicate_of is None:
        return []
    copies = known.copies_of(number)
    if not copies:
        return []
    best = max(
        copies, key=lambda copy: (known.items[_other(copy, number)].id == placement.duplicate_of, copy.likeness, -_other(copy, number))
    )
    return [f"a copy of {_named(known.items[_other(best, number)])}: {best.why}"]


def _other(copy: Copy, number: int) -> int:
    return copy.second if copy.first == number else copy.first


def _named(item: StoryItem) -> str:
    return f"{item.id} ({item.outlet})" if item.outlet else item.id


def _evidence(number: int, other: int, known: Known) -> str:
    one, two = known.weighed[number], known.weighed[other]
    signals = signals_of(one, two)
    parts = ["two numbers of one column"] if are_numbers_of_a_column(one.item, two.item) else []
    names = [name for name in one.features.names if name in two.names]
    if names:
        parts.append(f"both name {', '.join(names[:MOST_NAMED])}")
    figures = [f"{figure:,.6g}" if figure < 1e6 else f"{figure:,.0f}" for figure in one.features.numbers if figure in two.numbers]
    if figures:
        parts.append(f"both state {', '.join(figures[:MOST_NAMED])}")
    if signals.quotes:
        parts.append("both quote the same words")
    if signals.credit:
        parts.append("one credits the other")
    parts.append(
        f"{signals.words:.0%} of weighted words in common"
        if one.language == two.language
        else f"{one.language or '?'} and {two.language or '?'}"
    )
    if one.meaning is not None and two.meaning is not None:
        parts.append(f"{float(one.meaning @ two.meaning):.2f} alike in meaning")
    if signals.figures_differ >= 0.5:
        parts.append("their figures differ")
    if signals.focus < 0.3:
        parts.append("they begin with other names")
    parts.append(f"{signals.hours:.0f} h apart")
    return ", ".join(parts)
