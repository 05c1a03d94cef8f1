"""An item in; its folded text with what the one pass over it found, ready to be asked by any number of queries, out."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from itertools import accumulate, count
from operator import add
from typing import TYPE_CHECKING

from monitor.model import Item
from monitor.text.tokens import Tokens

if TYPE_CHECKING:
    from monitor.topics.leaves import Leaves

Span = tuple[int, int]
"""Where a hit stands in the folded text: the space before its first token, and the end of its last."""

LEAD_WORDS = 80
OPENING_WORDS = 100
MOST_SPANS = 60
"""Occurrences of one phrase that a score looks at: the first ones. A query still sees all of them."""
TITLE, LEAD, BODY = 3, 2, 1
FIELD_OF = {TITLE: "title", LEAD: "lead", BODY: "body"}


def lead_words(text: Tokens) -> int:
    """How many words the lead has: those up to the first blank line, at most eighty (twice that many single characters)."""
    opening = text.opening()
    if opening <= LEAD_WORDS:
        return opening
    is_of_characters = sum(map(len, text.words[:LEAD_WORDS])) < 1.5 * LEAD_WORDS
    return min(opening, 2 * LEAD_WORDS) if is_of_characters else LEAD_WORDS


def _starts(line: str) -> list[int]:
    """Where each token begins, that is, where each space stands."""
    return list(map(add, accumulate(map(len, line.split(" "))), count()))


class Reading:
    """One item as queries see it: title and text folded into one line, divided by a token no pattern can hold."""

    def __init__(self, item: Item, leaves: Leaves) -> None:
        self.item = item
        self.leaves = leaves
        self.title = Tokens(item.title)
        self.text = Tokens(item.text)
        self.title_end = len(self.title.folded)
        self.text_at = self.title_end + 2
        self.line = f"{self.title.folded} \n{self.text.folded} "
        self.seen: dict[int, list[Span]] = {}
        for anchor, start, end in leaves.finder.find_matches_as_indexes(self.line, overlapping=True):
            if anchor in self.seen:
                self.seen[anchor].append((start, end))
            else:
                self.seen[anchor] = [(start, end)]
        self.anchors = frozenset(self.seen)
        self._hits: dict[int, tuple[Span, ...]] = {}

    def hits(self, leaf: int) -> tuple[Span, ...]:
        """Where a term stands, in order; worked out when first asked for."""
        if self.leaves.anchors[leaf] not in self.seen:
            return ()
        known = self._hits.get(leaf)
        if known is None:
            known = self._hits[leaf] = self.leaves.hits(leaf, self)
        return known

    @cached_property
    def _token_starts(self) -> list[int]:
        return _starts(self.line)

    @cached_property
    def lead_end(self) -> int:
        """Where in the line the lead ends."""
        return self.text_at + sum(map(len, self.text.pieces[: lead_words(self.text)]))

    @cached_property
    def opening_end(self) -> int:
        """Where in the line the first words of the text end: what an item is about it says there."""
        return self.text_at + sum(map(len, self.text.pieces[:OPENING_WORDS]))

    def token(self, position: int) -> int:
        """The number of the token that begins at a position of the line."""
        return bisect_left(self._token_starts, position)

    def level(self, span: Span) -> int:
        """Which field a hit stands in: TITLE, LEAD or BODY."""
        if span[0] < self.title_end:
            return TITLE
        return LEAD if span[0] < self.lead_end else BODY

    def starts_word(self, start: int) -> bool:
        """True where a hit begins a word as written, not inside a compound."""
        source, shift = self._source(start)
        return source.starts_word(start - shift)

    def cased(self, span: Span) -> str:
        """A hit with its capitals."""
        source, shift = self._source(span[0])
        return source.cased(span[0] - shift, span[1] - shift)

    def original(self, span: Span) -> tuple[str, int, int]:
        """A hit as it stands in the title or text: the words and their offsets there."""
        source, shift = self._source(span[0])
        start, end = source.span(span[0] - shift, span[1] - shift)
        return source.text[start:end], start, end

    def _source(self, start: int) -> tuple[Tokens, int]:
        return (self.title, 0) if start < self.title_end else (self.text, self.text_at)
