"""An item in; its folded text with what the one pass over it found, ready to be asked by any number of queries, out."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from monitor.model import Item
from monitor.text.normalise import FOLDED, WORD
from monitor.text.tokens import Tokens

if TYPE_CHECKING:
    from monitor.topics.leaves import Leaves

Span = tuple[int, int]
"""Where a hit stands in the folded text: the space before its first token, and the end of its last."""

LEAD_WORDS = 80
MOST_SPANS = 60
"""Occurrences of one phrase that a score looks at: the first ones. A query still sees all of them."""
TITLE, LEAD, BODY = 3, 2, 1
FIELD_OF = {TITLE: "title", LEAD: "lead", BODY: "body"}
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


def lead_of(text: str) -> str:
    """The text up to the first blank line, at most eighty words (of Chinese and Japanese twice as many characters)."""
    begin = len(text) - len(text.lstrip())
    blank = _BLANK_LINE.search(text, begin)
    lead = text[: blank.start()] if blank else text
    ends = [match.end() for _, match in zip(range(2 * LEAD_WORDS + 1), WORD.finditer(lead), strict=False)]
    most = 2 * LEAD_WORDS if len(_WIDE.findall(lead[:200])) > 20 else LEAD_WORDS
    return lead[: ends[most - 1]] if len(ends) > most else lead


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
        self._hits: dict[int, tuple[Span, ...]] = {}

    def hits(self, leaf: int) -> tuple[Span, ...]:
        """Where a term stands, in order; worked out when first asked for."""
        known = self._hits.get(leaf)
        if known is None:
            known = self._hits[leaf] = self.leaves.hits(leaf, self)
        return known

    @cached_property
    def _token_starts(self) -> list[int]:
        return [0, *accumulate(len(token) + 1 for token in self.line[1:].split(" "))]

    @cached_property
    def cased(self) -> str:
        """The line with its capitals, or nothing where capitals would cut it otherwise."""
        cased = f"{self.title.cased()} \n{self.text.cased()} "
        return cased if cased.count(" ") == self.line.count(" ") else ""

    @cached_property
    def cased_starts(self) -> list[int]:
        """Where each token begins in `cased`."""
        return [0, *accumulate(len(token) + 1 for token in self.cased[1:].split(" "))]

    @cached_property
    def lead_end(self) -> int:
        """Where in the line the lead ends."""
        return self.text_at + sum(map(len, map(FOLDED.__getitem__, WORD.findall(lead_of(self.item.text)))))

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
        if start < self.title_end:
            return self.title.starts_word(start)
        return self.text.starts_word(start - self.text_at)

    def original(self, span: Span) -> tuple[str, int, int]:
        """A hit as it stands in the title or text: the words and their offsets there."""
        source, shift = (self.title, 0) if span[0] < self.title_end else (self.text, self.text_at)
        start, end = source.span(span[0] - shift, span[1] - shift)
        return source.text[start:end], start, end
