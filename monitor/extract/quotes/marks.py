"""A text in, the spans between its quotation marks out, paragraph by paragraph, whatever marks its language uses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.extract.listed import listed

PAIRS = {"“": '”“"', "«": "»", "„": '“”"', "「": "」", "『": "』", "»": "«", "‹": "›", "‚": "‘"}
LONGEST = 3_000
DASH = re.compile(r"\s*[-–—]\s*(?=[^\W\d_])")
DASHES = re.compile(r"(?<=[\w,.!?…])\s+[-–—]\s?(?=[^\W\d_])|(?<=\w)[—–](?=[.,;:]?\s)[.,;:]?\s")
SPLIT = re.compile(r"[,.!?…]\s[–—-]\s(?=[a-zа-яёіїєґ])[^–—]{4,120}[.,]\s[–—-]\s")
"""`«Ждём, — сказал он. — Уже год»`: the frame stands inside the marks."""
SINGLE_STRAIGHT = re.compile(r"(?<![\w'])'(?=\w)(?P<inner>(?:[^'\n\"]|(?<=\w)'(?=\w)){6,600}?)'(?![\w'])")
SINGLE_OPEN = re.compile(r"(?<![\w’'])‘(?=\w)")
SINGLE_CLOSE = re.compile(r"’(?!\w)")
STRAY_CLOSE = re.compile(r"(?<=[\w.,!?])['’](?=[\s,.;:)]|$)")


@dataclass(frozen=True, slots=True)
class Span:
    """Text between two marks: `outer` offsets take the marks in, `start` and `end` do not. `is_open`: no mark ends it in its paragraph."""

    start: int
    end: int
    outer_start: int
    outer_end: int
    paragraph: int
    is_open: bool = False


def paragraphs_of(text: str) -> list[tuple[int, int]]:
    """Where each paragraph begins and ends."""
    return [found.span() for found in re.finditer(r"[^\n]+", text)]


def spans_in(text: str) -> list[Span]:
    """Every quoted span, outermost marks only."""
    found: list[Span] = []
    for number, (start, end) in enumerate(paragraphs_of(text)):
        found += (
            list(_dialogue(text, start, end, number)) or list(_spans(text, start, end, number)) or list(_single(text, start, end, number))
        )
    return found


def _single(text: str, start: int, end: int, number: int) -> Iterator[Span]:
    """British single marks, typed straight, in a paragraph that has no others."""
    for found in SINGLE_STRAIGHT.finditer(text, start, end):
        if " " in found["inner"]:
            yield Span(found.start("inner"), found.end("inner"), found.start(), found.end(), number)


def _dialogue(text: str, start: int, end: int, number: int) -> Iterator[Span]:
    """`- Będziemy gotowi - powiedział minister. - To ważne.`: a paragraph that opens with a dash is spoken between its dashes."""
    opening = DASH.match(text, start, end)
    if not opening or any(mark in text[start:end] for mark in "„“«"):
        return
    place, is_speech = opening.end(), True
    for dash in [*DASHES.finditer(text, place, end), None]:
        stop = dash.start() if dash else end
        first, last = _without_space(text, place, stop)
        if is_speech and first < last and (dash or place > opening.end()):
            yield Span(first, last, place, last, number)
        if dash is None:
            return
        place, is_speech = dash.end(), not is_speech


def _spans(text: str, start: int, end: int, number: int) -> Iterator[Span]:
    place = start
    while place < end:
        letter = text[place]
        if letter in PAIRS and not (letter == "»" and not _opens(text, place, start)):
            close = _closing(text, place, end)
        elif letter == '"' and _opens(text, place, start):
            close = _closing_straight(text, place, end)
        elif letter == "‘" and SINGLE_OPEN.match(text, place):
            found = SINGLE_CLOSE.search(text, place + 1, end)
            close = found.start() if found else -1
            if close < 0:
                place += 1
                continue
        else:
            place += 1
            continue
        if close < 0:
            if place <= start + 2:
                yield Span(place + 1, end, place, end, number, is_open=True)
                return
            place += 1
            continue
        yield from _split(text, place, close, number)
        place = close + 1


def _split(text: str, place: int, close: int, number: int) -> Iterator[Span]:
    """The span between two marks, in two when its frame stands inside."""
    frame = SPLIT.search(text, place + 1, close)
    pieces = (
        [(place + 1, frame.start() + 1, place, frame.start() + 1), (frame.end(), close, frame.end(), close + 1)]
        if frame
        else [(place + 1, close, place, close + 1)]
    )
    for start, end, outer_start, outer_end in pieces:
        first, last = _without_space(text, start, end)
        if first < last:
            yield Span(first, last, outer_start, outer_end, number)


def _without_space(text: str, start: int, end: int) -> tuple[int, int]:
    """French puts spaces inside its marks; they are not the speaker's."""
    inner = text[start:end]
    return start + len(inner) - len(inner.lstrip()), end - len(inner) + len(inner.rstrip())


def _opens(text: str, place: int, start: int) -> bool:
    """Whether an undirected mark opens: something follows it at once, and no word ends right before it."""
    after = text[place + 1 : place + 2]
    before = text[place - 1 : place] if place > start else " "
    return bool(after) and not after.isspace() and (before.isspace() or before in "([{—–-:,/…¿¡" or not before.isalnum())


def _closing(text: str, place: int, end: int) -> int:
    """Where the span ends; the same pair may stand inside it. Straight marks end it only if nothing better does."""
    letter = text[place]
    depth = 0
    for at in range(place + 1, min(end, place + LONGEST)):
        sign = text[at]
        if sign == letter and letter not in PAIRS[letter]:
            depth += 1
        elif sign in PAIRS[letter] and not (sign == '"' and _opens(text, at, place) and text.find(PAIRS[letter][0], at, end) > 0):
            if depth == 0:
                return at
            depth -= 1
    return -1


def _closing_straight(text: str, place: int, end: int) -> int:
    """A straight mark is ended by the next one that does not open, by a curly one, or, as the paragraph's last, by a single one."""
    for at in range(place + 1, min(end, place + LONGEST)):
        if text[at] in '"”' or (text[at] == "“" and text[at - 1] not in " (") or text[at : at + 2] == "''":
            return at
    stray = STRAY_CLOSE.search(text, place + 1, end)
    while stray and _is_apostrophe(text, place, stray.start()):
        stray = STRAY_CLOSE.search(text, stray.end(), end)
    return stray.start() if stray else -1


def _is_apostrophe(text: str, place: int, at: int) -> bool:
    """`ministers' meeting`: a plural's apostrophe is followed by a noun; a mark's end here by a small word or a stop."""
    following = re.match(r"\s+(\w+)", text[at + 1 : at + 30])
    return text[at - 1 : at] == "s" and bool(following) and following[1].lower() not in SMALL  # type: ignore[index]


SMALL = listed(
    "that and but or which who to for of in on at by with from as is was are were will would if when because while said he she they it the"
)
