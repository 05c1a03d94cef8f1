"""A reading in; the signs of what world it belongs to out: actors, words of the trade, words of other walks of life."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from monitor.topics.program import Compiled, Sign
from monitor.topics.reading import MOST_SPANS, TITLE, Reading, Span


@dataclass(frozen=True, slots=True)
class Signs:
    """What surrounds the phrases of an item. `walks` names, for each other walk of life, the words that speak of it."""

    actors: tuple[tuple[Span, ...], ...]
    trade: tuple[tuple[Span, ...], ...]
    walks: tuple[tuple[str, int, tuple[str, ...]], ...]

    def walk(self) -> tuple[str, int, tuple[str, ...]]:
        """The walk of life that speaks loudest, with its weight and words."""
        return max(self.walks, key=lambda walk: walk[1], default=("", 0, ()))

    def is_beside(self, spans: Iterable[Span]) -> bool:
        """True where an actor is named, or a word of the trade stands anywhere but in these spans."""
        taken = tuple(spans)
        return bool(self.actors) or any(not _within(span, taken) for hits in self.trade for span in hits)

    def trade_beside(self, spans: Iterable[Span]) -> int:
        """How many words of the trade stand outside these spans."""
        taken = tuple(spans)
        return sum(any(not _within(span, taken) for span in hits) for hits in self.trade)


def _within(span: Span, taken: tuple[Span, ...]) -> bool:
    return any(span[0] < high and low < span[1] for low, high in taken)


def read_signs(topics: Compiled, reading: Reading, languages: frozenset[str]) -> Signs:
    """All signs of an item; words of a walk that stand in the title weigh double."""
    weights: dict[str, int] = {}
    words: dict[str, list[str]] = {}
    for sign, hits in _seen(topics.elsewhere, reading, languages):
        if hits[0][0] > reading.opening_end:
            continue
        weights[sign.walk] = weights.get(sign.walk, 0) + (2 if reading.level(hits[0]) == TITLE else 1)
        words.setdefault(sign.walk, []).append(sign.text)
    return Signs(
        tuple(hits for _, hits in _seen(topics.actors, reading, languages)),
        tuple(hits for _, hits in _seen(topics.subject, reading, languages)),
        tuple((walk, weight, tuple(words[walk])) for walk, weight in weights.items()),
    )


def _seen(signs: dict[int, tuple[Sign, ...]], reading: Reading, languages: frozenset[str]) -> Iterable[tuple[Sign, tuple[Span, ...]]]:
    for anchor in signs.keys() & reading.seen.keys():
        for sign in signs[anchor]:
            if sign.language in languages:
                hits = reading.hits(sign.leaf)
                if hits:
                    yield sign, hits[:MOST_SPANS]
