"""One word as written in, its folded spelling out: case, width, marks and script variants that do not change the word.

The rules are those of the topic language (docs/topics.md). Only the standard library is needed: NFKC and casefold are
tables of Python itself, and the few folds on top are one translation table that can be read here.
"""

from __future__ import annotations

import re
import unicodedata

HAN = "\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
KANA = "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
HANGUL = "\uac00-\ud7a3\u1100-\u11ff\u3131-\u318e"
HALF_KANA = "\uff66-\uff9f"
HEBREW = "\u05d0-\u05ea"
ARABIC = "\u0620-\u063f\u0641-\u064a\u066e-\u06d3\u06fa-\u06ff"
CYRILLIC = "\u0400-\u0481\u048a-\u052f"

MARKS = "\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u3099\u309a"
"""Combining marks, points and tatweel: part of the word they stand on, dropped from its folded form."""

UNSEEN = "\u00ad\u034f\u061c\u180e\u200b\u200d-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufe00-\ufe0f"
"""Soft hyphens, zero-width characters and bidirectional controls: they vanish. ZWNJ (U+200C) is not here: it is a break."""

_LETTER = rf"[^\W\d_{HAN}{KANA}{HANGUL}{HALF_KANA}]"
WORD = re.compile(
    rf"(?<!\w)[\u0421\u0410][-\u2010-\u2013]?(?=\d)"
    rf"|{_LETTER}+(?:[{MARKS}{UNSEEN}]+{_LETTER}*"
    rf"|(?<=[{CYRILLIC}])['\u2019\u2018](?=[{CYRILLIC}]){_LETTER}+"
    rf"|(?<=[{HEBREW}])[\"'\u2019\u05f3\u05f4](?=[{HEBREW}]){_LETTER}+)*"
    rf"|\d+(?:[{UNSEEN}]+\d+)*|[{HAN}{KANA}][\u3099\u309a]?|[{HANGUL}]+|[{HALF_KANA}]+|[\u3300-\u33ff]"
)
"""A word as written: a run of letters or of digits (their border is a break), one Han or kana character, a run of Hangul.

The first branch is a designator in Cyrillic (\u0421-400): its letter is read as the Latin one that looks the same.
"""

_PIECE = re.compile(rf"\d+|[{HAN}{KANA}{HANGUL}]|[^\W\d_{HAN}{KANA}{HANGUL}]+")
_SINGLE = {0x0142: "l", 0x0111: "d", 0x00F8: "o", 0x0131: "i", 0x0451: "\u0435", 0x2019: "\u02bc", 0x2018: "\u02bc", 0x27: "\u02bc"}
_UPPER = {0x0141: "L", 0x0110: "D", 0x00D8: "O", 0x0401: "\u0415"}
_ARABIC = {
    0x0622: "\u0627",
    0x0623: "\u0627",
    0x0625: "\u0627",
    0x0671: "\u0627",
    0x0649: "\u064a",
    0x06CC: "\u064a",
    0x06A9: "\u0643",
    0x06C0: "\u0647",
}
_DROPPED_QUOTES = (0x22, 0x05F3, 0x05F4)
_DESIGNATOR = {"\u0421": "S", "\u0410": "A"}


def _expanded(ranges: str) -> list[int]:
    found = re.findall(r"(.)(?:-(.))?", ranges, re.DOTALL)
    return [code for low, high in found for code in range(ord(low), ord(high or low) + 1)]


def _table() -> dict[int, str | None]:
    table: dict[int, str | None] = {code: None for code in _expanded(MARKS + UNSEEN) if code not in {0x3099, 0x309A}}
    for code in [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)]:
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii() and base != chr(code):
            table[code] = base
    for zero in (0x0660, 0x06F0):
        table.update({zero + digit: str(digit) for digit in range(10)})
    return table | _SINGLE | _UPPER | _ARABIC | dict.fromkeys(_DROPPED_QUOTES)


_TABLE = _table()
_FULL = 50_000


def _spelled(word: str, *, is_cased: bool) -> str:
    if word[0] in _DESIGNATOR and word[-1] in "-\u2010\u2011\u2012\u2013" + word[0] and len(word) <= 2:
        letter = _DESIGNATOR[word[0]] if len(word) == 2 else word
        return letter if is_cased else letter.casefold()
    wide = unicodedata.normalize("NFKC", word)
    return (wide if is_cased else wide.casefold()).translate(_TABLE)


class _Folded(dict[str, str]):
    """Words already folded: each as ` piece piece`, every piece one token. Emptied when it grows too large."""

    def __init__(self, *, is_cased: bool) -> None:
        super().__init__()
        self.is_cased = is_cased

    def __missing__(self, word: str) -> str:
        if len(self) > _FULL:
            self.clear()
        spelled = word if self.is_cased else word.lower()
        if not word.isascii() or not word.isalnum():
            spelled = " ".join(_PIECE.findall(_spelled(word, is_cased=self.is_cased)))
        folded = f" {spelled}" if spelled else ""
        if len(word) <= 64:
            self[word] = folded
        return folded


FOLDED = _Folded(is_cased=False)
CASED = _Folded(is_cased=True)


def fold(text: str, *, is_cased: bool = False) -> str:
    """The folded tokens of a text, each with a space before it; with `is_cased` capitals stay."""
    table = CASED if is_cased else FOLDED
    return "".join(map(table.__getitem__, WORD.findall(text)))
