"""How likely two articles report the same event: signals that need no common language, and words where there is one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from monitor.stories.credits import credits_outlet
from monitor.stories.names import common_names
from monitor.stories.series import are_numbers_of_a_column
from monitor.stories.weights import QUOTE, K, Weighed

NEEDED = 3.5
"""So much evidence (nats) must two articles in two languages share; below it the odds fall."""

LACKING = 1.75
"""What each missing nat takes off the log-odds."""

IN_A_COLUMN = 0.1
"""The most that two numbers of one column can be alike: the frame that they share says nothing of what they tell."""


ALIKE_IN_ONE, ALIKE_IN_TWO = 0.36, 0.26
"""How alike in meaning (a cosine) the beginnings of two articles in one language, or in two, are when that says nothing."""

MOST_IN_ONE, MOST_IN_TWO = 0.2, 0.17
"""So much more can count, and twice as much less: alone, meaning never joins two articles."""


class Signals(NamedTuple):
    """What two articles have in common, each between 0 and 1 (`hours` is a time; `meaning` is 0 where it says nothing)."""

    words: float
    title: float
    names: float
    proper: float
    numbers: float
    quotes: float
    credit: float
    topics: float
    hours: float
    figures_differ: float
    focus: float
    other_focus: float
    meaning: float


def _figures_differ(one: frozenset[float], other: frozenset[float]) -> float:
    return 1.0 - len(one & other) / min(len(one), len(other)) if one and other else 0.0


def _proper(a: Weighed, b: Weighed) -> float:
    """Proper names in common: as written in one language, as spelled in one script, by their consonants in two."""
    if a.language == b.language:
        return _cosine(a.proper, b.proper)
    if a.is_latin and b.is_latin:
        return _cosine(a.spelled, b.spelled)
    return max(_cosine(a.proper, b.proper), _cosine(a.sounds, b.sounds))


def _focus(a: Weighed, b: Weighed) -> float:
    """How much of what each begins with the other names at all; a half where one begins with no name."""
    if not a.focus or not b.focus:
        return 0.5
    return (len(a.focus & b.names.keys()) / len(a.focus) + len(b.focus & a.names.keys()) / len(b.focus)) / 2


def _other_focus(a: Weighed, b: Weighed) -> float:
    """Whether both begin with names that are more than a country or a kind of event, and with none in common: Rota and Redzikowo."""
    one, other = a.focus - common_names(), b.focus - common_names()
    return float(bool(one and other) and one.isdisjoint(other))


def _topics(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """How much of the topics of both is common; a topic that half of the window has is none. A half where nothing was matched."""
    if not one and not other:
        return 0.5
    common = sum(one[topic] for topic in one.keys() & other.keys())
    return common / max(0.5, sum(one.values()) + sum(other.values()) - common)


def _meaning(a: Weighed, b: Weighed) -> float:
    if a.meaning is None or b.meaning is None:
        return 0.0
    nothing, most = (ALIKE_IN_ONE, MOST_IN_ONE) if a.language == b.language else (ALIKE_IN_TWO, MOST_IN_TWO)
    return max(-2 * most, min(most, float(a.meaning @ b.meaning) - nothing))


def _cosine(one: Mapping[K, float], other: Mapping[K, float]) -> float:
    return sum([one[key] * other[key] for key in one.keys() & other.keys()])


def signals_of(a: Weighed, b: Weighed) -> Signals:
    """Everything two articles have in common."""
    quotes = len(set(a.features.quotes) & set(b.features.quotes))
    credit = credits_outlet((*a.features.origins, *a.features.cites), b.item.outlet) or credits_outlet(
        (*b.features.origins, *b.features.cites), a.item.outlet
    )
    return Signals(
        words=_cosine(a.stems, b.stems),
        title=_cosine(a.title, b.title),
        names=_cosine(a.names, b.names),
        proper=_proper(a, b),
        numbers=_cosine(a.numbers, b.numbers),
        quotes=min(1.0, quotes / 2),
        credit=float(credit),
        topics=_topics(a.topics, b.topics),
        hours=abs((a.item.order_at - b.item.order_at).total_seconds()) / 3600,
        figures_differ=_figures_differ(a.figures, b.figures),
        focus=_focus(a, b),
        other_focus=_other_focus(a, b),
        meaning=_meaning(a, b),
    )


SAME_LANGUAGE = Signals(
    words=10.5,
    title=0.2,
    names=0.0,
    proper=1.5,
    numbers=1.0,
    quotes=0.5,
    credit=0.5,
    topics=1.7,
    hours=-0.07,
    figures_differ=-0.7,
    focus=1.3,
    other_focus=-1.0,
    meaning=5.0,
)
OTHER_LANGUAGE = Signals(
    words=1.9,
    title=1.5,
    names=1.5,
    proper=3.7,
    numbers=1.8,
    quotes=1.0,
    credit=1.0,
    topics=2.0,
    hours=-0.075,
    figures_differ=0.0,
    focus=3.5,
    other_focus=-1.0,
    meaning=12.0,
)
SAME_START, OTHER_START = -4.65, -4.2
"""What each signal adds to the log-odds, rounded from a logistic regression over the labelled pairs of `make quality`;
a signal that had too few cases there (quotes, credit, other_focus) has a small weight by judgement."""


def likeness(signals: Signals, *, is_same_language: bool, evidence: float) -> float:
    """The odds of one event, as a probability. Across languages little evidence lowers them."""
    weights, start = (SAME_LANGUAGE, SAME_START) if is_same_language else (OTHER_LANGUAGE, OTHER_START)
    total = start + sum(weight * signal for weight, signal in zip(weights, signals, strict=True))
    if not is_same_language:
        total -= LACKING * max(0.0, NEEDED - evidence)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def likeness_of(a: Weighed, b: Weighed) -> float:
    """The probability that two articles report one event."""
    signals, is_same_language = signals_of(a, b), a.language == b.language
    value = likeness(signals, is_same_language=is_same_language, evidence=0.0 if is_same_language else evidence_of(a, b, signals))
    return min(value, IN_A_COLUMN) if are_numbers_of_a_column(a.item, b.item) else value


def evidence_of(a: Weighed, b: Weighed, signals: Signals) -> float:
    """What the two share that is more than a country, a day and a subject everybody writes about; in nats."""
    one, other = (a.evidence_in_latin, b.evidence_in_latin) if a.is_latin and b.is_latin else (a.evidence, b.evidence)
    shared = sum(one[key] for key in one.keys() & other.keys())
    return shared + QUOTE * signals.credit


def parts_of(weighed: Weighed) -> tuple[tuple[Mapping[Any, float], float], ...]:
    """Everything of an article by which others like it are looked up, and what its weight counts: half for words, half for the rest."""
    quotes = dict.fromkeys(weighed.features.quotes, 1.0)
    return ((weighed.stems, 1.0), (weighed.names, 1.0), (weighed.sounds, 0.8), (weighed.numbers, 0.8), (quotes, 1.0))
