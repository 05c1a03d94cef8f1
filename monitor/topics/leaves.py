"""The terms of all queries in; one automaton that finds every one of them in a single pass over a text, out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from monitor.topics.tree import Word
from monitor.topics.wording import Pattern, pattern_of

if TYPE_CHECKING:
    from monitor.topics.reading import Reading, Span


@dataclass(frozen=True, slots=True)
class _Leaf:
    anchor: int
    is_closed: bool
    check: str | None
    cased: str | None
    at_word: bool


class Leaves:
    """Every distinct term, numbered, with the automaton of their anchors."""

    def __init__(self, words: Iterable[Word]) -> None:
        self.numbers: dict[Word, int] = {}
        self.known: dict[int, int] = {}
        """The number of each term by its identity: terms are asked far too often to compare their text."""
        self._words = tuple(words)
        anchors: dict[str, int] = {}
        self._leaves: list[_Leaf] = []
        for word in self._words:
            if word not in self.numbers:
                self.numbers[word] = len(self._leaves)
                self._leaves.append(_leaf(pattern_of(word.text, is_cased=word.is_cased), anchors))
            self.known[id(word)] = self.numbers[word]
        self.anchors = [leaf.anchor for leaf in self._leaves]
        """For each term the anchor that must be seen before it can be there."""
        self.finder: Any = _automaton(list(anchors))

    def hits(self, leaf: int, reading: Reading) -> tuple[Span, ...]:
        """Where a term stands, from where its anchor was seen."""
        known = self._leaves[leaf]
        seen = reading.seen.get(known.anchor)
        if seen is None:
            return ()
        found = (
            _checked(seen, _compiled(known.check), reading.line) if known.check else _plain(seen, reading.line, is_closed=known.is_closed)
        )
        if known.at_word:
            found = [span for span in found if reading.starts_word(span[0])]
        if known.cased:
            cased = _compiled(known.cased)
            found = [span for span in found if _is_cased(span, cased, reading)]
        return tuple(found)


_compiled = lru_cache(maxsize=50_000)(re.compile)
"""Expressions are compiled when their anchor is first seen: most never are."""


def _leaf(pattern: Pattern, anchors: dict[str, int]) -> _Leaf:
    return _Leaf(
        anchors.setdefault(pattern.anchor, len(anchors)),
        pattern.anchor.endswith(" "),
        pattern.check,
        pattern.cased,
        pattern.at_word,
    )


def _automaton(anchors: list[str]) -> Any:
    from ahocorasick_rs import AhoCorasick, Implementation

    return AhoCorasick(anchors, implementation=Implementation.DFA if len(anchors) < 6_000 else Implementation.ContiguousNFA)


def _plain(seen: list[Span], line: str, *, is_closed: bool) -> list[Span]:
    if is_closed:
        return [(start, end - 1) for start, end in seen]
    return [(start, line.index(" ", end)) for start, end in seen]


def _checked(seen: list[Span], check: re.Pattern[str], line: str) -> list[Span]:
    found: list[Span] = []
    for start, _ in seen:
        begin = line.rfind(" ", 0, start + 1)
        match = check.match(line, max(begin, 0))
        if match and (not found or match.start() != found[-1][0]):
            end = match.end()
            found.append((match.start(), end if line[end] == " " else line.index(" ", end)))
    return found


def _is_cased(span: Span, cased: re.Pattern[str], reading: Reading) -> bool:
    return cased.match(f"{reading.cased(span)} ") is not None
