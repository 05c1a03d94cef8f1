"""The numbers a text states, as plain values that compare across languages: 23억, 2,3 Mrd. and $2.3 billion are one number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from monitor.stories.tables import table

FACTOR = {word: float(key[1:]) for key, words in table("numbers") if key[0] == "x" for word in words}
VALUE = {
    word: float(key[1:]) for key, words in table("numbers") if key[0] == "=" for word in words if not re.match(r"[\u4e00-\u9fff]", word)
}
LONGEST_FACTOR = max(len(word) for word in FACTOR)
PLAIN = re.compile(r"\d+(?:[.,]\d+)*(?:(?<=\d) (?=\d{3}(?!\d))\d{3})*")
EASTERN = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬", "01234567890123456789.,")
MOST = 60


def numbers_in(text: str) -> tuple[float, ...]:
    """Each number once, in the order of the text; at most sixty. Expects NFKC, lower-case text."""
    text = text.translate(EASTERN)
    found: dict[float, None] = {}
    for match in PLAIN.finditer(text):
        if match.start() and text[match.start() - 1].isascii() and (text[match.start() - 1].isalpha() or text[match.start() - 1] == "-"):
            continue
        value = _value(match[0])
        rest = text[match.end() : match.end() + LONGEST_FACTOR + 1]
        factor = _factor(rest)
        if value is not None and (factor != 1 or value > 1):
            found.setdefault(round(value * factor, 6))
        if len(found) >= MOST:
            break
    for word in re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", text):
        if word in VALUE and len(found) < MOST:
            found.setdefault(VALUE[word])
    return tuple(found)


@lru_cache(maxsize=4_096)
def telling(number: float) -> float:
    """How much a number says of itself: small round numbers and years are everywhere; 611,420,000 is not."""
    if 1990 <= number <= 2040 and number == int(number):
        return 0.4
    digits = len(f"{number:g}".replace(".", "").strip("0"))
    return min(1.0, 0.35 + 0.3 * digits) if number >= 13 else 0.35


def telling_figures(numbers: Sequence[float]) -> frozenset[float]:
    """Those that are neither small, round nor years."""
    return frozenset(number for number in numbers if telling(number) > 0.4)


def rare_figures(numbers: Sequence[float]) -> frozenset[float]:
    """Those that two texts would hardly state by chance: three digits that count, or more, and no year."""
    return frozenset(number for number in numbers if telling(number) >= 1.0 and len(f"{number:g}".replace(".", "").strip("0")) >= 3)


def figures_differ(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether a third or more of the telling figures of the text that states fewer are not in the other."""
    left, right = telling_figures(one), telling_figures(other)
    return bool(left and right and 3 * len(left & right) < 2 * min(len(left), len(right)))


def _factor(rest: str) -> float:
    rest = rest.lstrip(" -")
    word = re.match(r"[^\W\d_]+", rest)
    if not word:
        return 1
    if word[0] in FACTOR:
        return FACTOR[word[0]]
    for length in (2, 1):
        if re.match(r"[\u3400-\u9fff\uac00-\ud7af]", word[0]) and word[0][:length] in FACTOR:
            return FACTOR[word[0][:length]]
    return 1


def _value(figure: str) -> float | None:
    figure = figure.replace(" ", "")
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", figure):
        figure = figure.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", figure):
        figure = figure.replace(".", "").replace(",", ".")
    else:
        figure = figure.replace(",", ".")
    try:
        return float(figure) if len(figure) < 16 else None
    except ValueError:
        return None
