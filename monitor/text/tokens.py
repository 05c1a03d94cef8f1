"""A text in; its folded tokens, and for any token the offsets of what was written, out."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from monitor.text.normalise import CASED, FOLDED, WORD, fold


def tokens(text: str) -> list[str]:
    """The folded tokens of a text, in order."""
    return fold(text).split()


class Tokens:
    """A text cut into words, line by line, with its folded form; offsets are worked out only for lines that are asked for."""

    __slots__ = ("_firsts", "_lines", "_offsets", "_spans", "_starts", "folded", "pieces", "text", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        self._lines = text.split("\n")
        self.words: list[str] = []
        self._firsts: list[int] = []
        for line in self._lines:
            self._firsts.append(len(self.words))
            self.words += WORD.findall(line)
        self.pieces: list[str] = list(map(FOLDED.__getitem__, self.words))
        self.folded = "".join(self.pieces)
        self._starts: list[int] | None = None
        self._offsets: list[int] | None = None
        self._spans: dict[int, list[tuple[int, int]]] = {}

    def cased(self, start: int, end: int) -> str:
        """What stands at `folded[start:end]`, with its capitals; empty where capitals would cut the words otherwise."""
        first, begin = self.word_at(start)
        last, _ = self.word_at(end - 1)
        pieces = [CASED[word] for word in self.words[first : last + 1]]
        if list(map(len, pieces)) != list(map(len, self.pieces[first : last + 1])):
            return ""
        return "".join(pieces)[start - begin : end - begin]

    def opening(self) -> int:
        """How many words stand before the first blank line that follows a written one."""
        for line, first in zip(self._lines, self._firsts, strict=True):
            if first and not line.strip():
                return first
        return len(self.words)

    def word_at(self, position: int) -> tuple[int, int]:
        """Which word stands at a position of `folded`, and where in `folded` it starts."""
        starts = self._starts
        if starts is None:
            starts = self._starts = [0, *accumulate(map(len, self.pieces))]
        index = bisect_right(starts, position) - 1
        return index, starts[index]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets into the original of `folded[start:end]`, where `start` is the space before its first token."""
        return self._edge(start)[0], self._edge(end - 1)[1]

    def starts_word(self, position: int) -> bool:
        """True where the token at a position of `folded` is the first of its word."""
        return self.word_at(position)[1] == position

    def _edge(self, position: int) -> tuple[int, int]:
        index, start = self.word_at(position)
        low, high = self._span_of(index)
        piece = self.pieces[index]
        if piece.count(" ") != high - low or len(piece) != 2 * (high - low):
            return low, high
        offset = low + (position - start) // 2
        return offset, offset + 1

    def _span_of(self, index: int) -> tuple[int, int]:
        line = bisect_right(self._firsts, index) - 1
        spans, first, text = self._spans.setdefault(line, []), self._firsts[line], self._lines[line]
        at = spans[-1][1] if spans else 0
        for word in self.words[first + len(spans) : index + 1]:
            at = text.index(word, at)
            spans.append((at, at + len(word)))
            at += len(word)
        if self._offsets is None:
            self._offsets = [0, *accumulate(len(each) + 1 for each in self._lines)]
        low, high = spans[index - first]
        return self._offsets[line] + low, self._offsets[line] + high
