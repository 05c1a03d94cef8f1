"""Words in one string in, their set out: how the tables of this room are written."""

from __future__ import annotations


def listed(words: str) -> frozenset[str]:
    """The words of a string, without order."""
    return frozenset(words.split())
