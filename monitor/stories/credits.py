"""Whether a credit ("Northgate", "(Reuters)", "Quelle: dpa") means an outlet, however each spells the name."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from monitor.stories.names import skeleton
from monitor.stories.tables import table
from monitor.stories.words import WORD, fold

VAGUE = frozenset(dict(table("vague"))["outlet"])


@lru_cache(maxsize=4_096)
def name_key(name: str) -> str:
    """The words that make a name that name: without articles and words that every outlet has, folded; consonants for other scripts."""
    words = [word for word in WORD.findall(fold(name)) if word not in VAGUE] or WORD.findall(fold(name))
    if words and not words[0].isascii():
        return skeleton(words[0]) or words[0]
    return words[0] if words else ""


def credits_outlet(credits: Iterable[str], outlet: str | None) -> bool:
    """Whether one of the credits names the outlet."""
    if not outlet:
        return False
    key = name_key(outlet)
    return bool(key) and any(_is_same(name_key(credit), key) for credit in credits)


def _is_same(one: str, other: str) -> bool:
    return bool(one) and (one == other or (one.isascii() and other.isascii() and len(one) >= 4 and skeleton(one) == skeleton(other) != ""))
