"""The ledger: why an article is where it is, in words a sceptic can check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.model import Placement, StoryItem
from monitor.stories.clusters import ENOUGH, FLOOR
from monitor.stories.copies import Copy
from monitor.stories.features import unpack
from monitor.stories.likeness import signals_of
from monitor.stories.names import skeleton, spelling, spoken
from monitor.stories.series import are_numbers_of_a_column
from monitor.stories.weights import Weighed
from monitor.text import shorten

MOST_NAMED = 5
LONGEST_TITLE = 60

MOST_AVERAGED = 20
"""So many articles of a story are looked at to say how alike two stories are."""

REPLACES = {
    "update": "it calls itself an update",
    "correction": "it says that it corrects",
    "withdrawal": "it says what is withdrawn",
    None: "it has all of that and more, under the same title",
}


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
        self._members: dict[str, list[int]] = {}
        for number in self.weighed:
            self._members.setdefault(self.stories[number], []).append(number)
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

    def average(self, one: int, other: int) -> float | None:
        """How likely the pairs between two articles' stories are, or those within one; None where there is no pair."""
        group, others = (self._members[self.stories[number]][:MOST_AVERAGED] for number in (one, other))
        pairs = {(min(a, b), max(a, b)) for a in group for b in others if a != b}
        return sum(self.likeness.get(pair, FLOOR) for pair in pairs) / len(pairs) if pairs else None


def reasons_for(number: int, placement: Placement, known: Known) -> tuple[str, ...]:
    """What joined this article to its story, what it was copied from, and what it was kept apart from."""
    reasons = [*_copy_reasons(number, placement, known)]
    if placement.supersedes:
        replaced = next((item for item in known.items if item.id == placement.supersedes), None)
        said = REPLACES[unpack(known.items[number].features).tag]
        reasons.append(f"takes the place of {_named(replaced) if replaced else placement.supersedes}: the same outlet, and {said}")
    joined = known.nearest(number, is_inside=True)
    if joined:
        reasons.append(f"joined with {_named(known.items[joined[1]])}: {_evidence(number, joined[1], known)}, likeness {joined[0]:.2f}")
    parted = known.nearest(number, is_inside=False)
    if parted and parted[0] >= 0.1:
        said = f"kept apart from {_named(known.items[parted[1]])}: {_evidence(number, parted[1], known)}, likeness {parted[0]:.2f}"
        reasons.append(said + (_between_stories(number, parted[1], known) if parted[0] >= ENOUGH else ""))
    return tuple(reasons)


def _between_stories(number: int, other: int, known: Known) -> str:
    """Why two articles that are alike are in two stories: on average the stories are not, or far less than each is within."""
    across, within, beyond = known.average(number, other), known.average(number, number), known.average(other, other)
    inner = " and ".join(f"{value:.2f}" for value in (within, beyond) if value is not None)
    if across is None:
        return ""
    return f", but their stories on average {across:.2f}" + (f", against {inner} within" if inner else "")


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
    title = shorten(item.title, LONGEST_TITLE) if item.title else item.id
    return f"“{title}” ({item.outlet})" if item.outlet else f"“{title}”"


def _evidence(number: int, other: int, known: Known) -> str:
    one, two = known.weighed[number], known.weighed[other]
    signals = signals_of(one, two)
    parts = ["two numbers of one column"] if are_numbers_of_a_column(one.item, two.item) else []
    names = sorted(one.names.keys() & two.names.keys(), key=lambda name: (-one.names[name] * two.names[name], name))
    if names:
        parts.append(f"both name {', '.join(map(spoken, names[:MOST_NAMED]))}")
    said = set(" ".join(map(spoken, names)).casefold().split())
    written = [name for name in _written(one, two) if name.partition(" ")[0] not in said]
    if written:
        parts.append(f"both write {', '.join(written[:MOST_NAMED])}")
    figures = [_figure(figure) for figure in one.features.numbers if figure in one.figures & two.figures]
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
    if signals.focus < 0.3 or signals.other_focus:
        parts.append("they begin with other names")
    parts.append(f"{signals.hours:.0f} h apart")
    return ", ".join(parts)


def _written(one: Weighed, two: Weighed) -> list[str]:
    """The proper names both write, the rarest first; both spellings where they are not one."""
    key = spelling if one.is_latin and two.is_latin else skeleton
    ours, theirs = ({key(name): name for name in text.features.proper} for text in (one, two))
    shared = [(name, theirs[sound]) for sound, name in ours.items() if len(sound) > 3 and sound in theirs]
    shared.sort(key=lambda names: (-one.proper[names[0]] * two.proper[names[1]], names))
    return [mine if mine == yours else f"{mine} ({yours})" for mine, yours in shared]


def _figure(figure: float) -> str:
    return f"{figure:,.6g}" if figure < 1e6 else f"{figure:,.0f}"
