"""A word where an operator was meant, as other search languages write it, in; what to write here out."""

from __future__ import annotations

import re

_DISTANCE = re.compile(r"(?:w|n|adj|near|within)/?(\d{1,3})", re.IGNORECASE)
_ORDERED = re.compile(r"(?:p|pre|onear)/?(\d{1,3})", re.IGNORECASE)
_SMALL = re.compile(r"and|or|not|near|pre|notnear|(?:near|pre|notnear)/\d+", re.IGNORECASE)


def repair_of(word: str) -> str:
    """What to write instead; the usual advice for a word that is only a word."""
    if _SMALL.fullmatch(word):
        return f"write {word.upper()} in capitals, or quote the phrase"
    if found := _DISTANCE.fullmatch(word):
        return f"write NEAR/{found[1]} for either order, PRE/{found[1]} for this one"
    if found := _ORDERED.fullmatch(word):
        return f"write PRE/{found[1]}"
    return "quote the phrase, or write AND or OR (in capitals) between"
