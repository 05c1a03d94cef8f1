"""A text in; its folded tokens, and for any token the offsets of what was written, out."""

from __future__ import annotations

from itertools import accumulate, islice

from monitor.text.normalise import CASED, FOLDED, WORD, fold


def tokens(text: str) -> list[str]:
    """The folded tokens of a text, in order."""
    return fold(text).split()


class Tokens:
    """A text cut into words, with its folded form; offsets into the original are worked out only when asked for."""

    __slots__ = ("_pieces", "_spans", "_starts", "folded", "text", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = WORD.findall(text)
        self._pieces: list[str] = list(map(FOLDED.__getitem__, self.words))
        self.folded = "".join(self._pieces)
        self._starts: list[int] | None = None
        self._spans: list[tuple[int, int]] = []

    def cased(self) -> str:
        """The same tokens with their capitals."""
        return "".join(map(CASED.__getitem__, self.words))

    def word_at(self, position: int) -> tuple[int, int]:
        """Which word stands at a position of `folded`, and where in `folded` it starts."""
        starts = self._starts
        if starts is None:
            starts = self._starts = [0, *accumulate(map(len, self._pieces))]
        low, high = 0, len(self.words)
        while low < high:
            middle = (low + high) // 2
            if starts[middle + 1] <= position:
                low = middle + 1
            else:
                high = middle
        return low, starts[low]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets into the original of `folded[start:end]`, where `start` is the space before its first token."""
        return self._edge(start)[0], self._edge(end - 1)[1]

    def starts_word(self, position: int) -> bool:
        """True where the token at a position of `folded` is the first of its word."""
        return self.word_at(position)[1] == position

    def _edge(self, position: int) -> tuple[int, int]:
        index, start = self.word_at(position)
        low, high = self._span_of(index)
        piece = self._pieces[index]
        if piece.count(" ") != high - low or len(piece) != 2 * (high - low):
            return low, high
        offset = low + (position - start) // 2
        return offset, offset + 1

    def _span_of(self, index: int) -> tuple[int, int]:
        missing = index + 1 - len(self._spans)
        if missing > 0:
            begin = self._spans[-1][1] if self._spans else 0
            self._spans.extend(match.span() for match in islice(WORD.finditer(self.text, begin), missing + 20))
        return self._spans[index]
