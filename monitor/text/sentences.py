"""A text and what was told before in; the sentences that are new out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

WORDS = re.compile(r"[^\W_]")
TOKENS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")

TOLD = 0.8
"""A sentence is not new when so many of its words stand, in pairs, in one earlier sentence: an editor's touch is no news."""

MOST_TEXT = 60_000
MOST_EARLIER = 4_000
SHORTEST = 3


def sentences(text: str, *, language: str | None = None) -> tuple[str, ...]:
    """The sentences of a text in order; never one over the border of two paragraphs."""
    from sentencex import segment

    found: list[str] = []
    for paragraph in text[:MOST_TEXT].split("\n"):
        if paragraph.strip():
            found.extend(sentence.strip() for sentence in segment((language or "en").partition("-")[0], paragraph))
    return tuple(sentence for sentence in found if WORDS.search(sentence))


def new_sentences(text: str, earlier: Sequence[str], *, language: str | None = None) -> tuple[str, ...]:
    """The sentences of `text` that none of the earlier texts had, word for word or nearly so."""
    told = [sentence for one in earlier for sentence in sentences(one, language=language)][-MOST_EARLIER:]
    whole = {_key(sentence) for sentence in told}
    holders: dict[str, list[int]] = {}
    for number, sentence in enumerate(told):
        for pair in set(_pairs(sentence)):
            holders.setdefault(pair, []).append(number)
    return tuple(
        sentence for sentence in sentences(text, language=language) if _key(sentence) not in whole and not _is_told(sentence, holders)
    )


def _tokens(sentence: str) -> list[str]:
    return TOKENS.findall(unicodedata.normalize("NFKC", sentence).casefold())


def _key(sentence: str) -> str:
    return " ".join(_tokens(sentence))


def _pairs(sentence: str) -> list[str]:
    tokens = _tokens(sentence)
    return [f"{one} {other}" for one, other in pairwise(tokens)]


def _is_told(sentence: str, holders: dict[str, list[int]]) -> bool:
    """Whether one earlier sentence has most of this one's words, and every figure of it."""
    pairs = _pairs(sentence)
    if len(pairs) < SHORTEST:
        return False
    counts: dict[int, int] = {}
    for pair in pairs:
        for number in holders.get(pair, ()):
            counts[number] = counts.get(number, 0) + 1
    best = max(counts.values(), default=0)
    return best >= TOLD * len(pairs) and all(pair in holders for pair in pairs if any(letter.isdigit() for letter in pair))
