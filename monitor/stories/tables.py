"""The packaged word lists: lines of `key: words`."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def table(name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The lines of a list as (key, words), in their order."""
    text = resources.files("monitor.stories").joinpath(f"{name}.txt").read_text("utf-8")
    lines = (line.partition(": ") for line in text.splitlines() if not line.startswith("#"))
    return tuple((key, tuple(words.split())) for key, colon, words in lines if colon)


@cache
def common_words(language: str) -> frozenset[str]:
    """The words of a language that carry no meaning of their own."""
    lists = dict(table("common"))
    return frozenset(lists.get(language, lists["*"]))
