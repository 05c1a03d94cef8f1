"""A text in, every place where an outlet of the table is named out, in one pass over the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from monitor.extract.blocks import HAN
from monitor.extract.outlets import outlets

BEFORE, AFTER = 110, 70
MARK = "\x01"
ENDINGS = ("", "а", "у", "ом", "ем", "е", "і", "ові", "'s", "’s", "s", "a", "owi")


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """One name, and the text around it on its line and the next, with the name as one sign."""

    name: str
    around: str


@lru_cache(maxsize=1)
def _finder() -> Any:
    import ahocorasick_rs

    names = sorted({name.lower() for outlet in outlets() for name in (outlet.name, *outlet.aliases)})
    return ahocorasick_rs.AhoCorasick(names, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)


def named_places(text: str) -> Iterator[NamedPlace]:
    """Every name of the table in the text that stands as a word."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = text
    for _, start, end in _finder().find_matches_as_indexes(lower):
        word_end = _word_end(text, start, end)
        if word_end:
            yield NamedPlace(text[start:end], text[max(0, start - BEFORE) : start] + MARK + text[word_end : word_end + AFTER])


def _word_end(text: str, start: int, end: int) -> int:
    """Where the word ends, with its case ending; 0 when the name is only a part of another word. Chinese has no edges."""
    if HAN.match(text[start]):
        return end
    if text[start - 1 : start].isalnum() and start:
        return 0
    stop = end
    while stop < len(text) and (text[stop].isalnum() or text[stop] in "'’"):
        stop += 1
    return stop if text[end:stop] in ENDINGS or HAN.match(text[end : end + 1]) else 0
