"""Somebody's words: spans between quotation marks that a verb of saying ties to a named speaker."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.model import Quote

MARKS = re.compile(
    r"“(?P<a>[^“”]{3,600})”|\"(?P<b>[^\"\n]{3,600})\"|«(?P<c>[^«»]{3,600})»|„(?P<d>[^„“”]{3,600})[“”]|「(?P<e>[^「」]{3,600})」"
)
SAID = (
    r"said|says|told|added|stated|warned|argued|explained|noted|insisted|declared|according to|sagte|erklärte|betonte|warnte|a déclaré|a dit|a affirmé"
    r"|a ajouté|dijo|afirmó|declaró|powiedział|powiedziała|dodał|oświadczył|заявил|заявила|сказал|сказала|отметил|добавил|подчеркнул"
    r"|зазначив|сказав|заявив|додав|表示|说|說|指出|称"
)
PERSON = r"(?P<name>[^\W\d_a-zа-яёіїєґ][\w'’-]+(?:\s+(?:de|von|van|der|del|da|le|la|al|bin))?(?:\s+[^\W\d_a-zа-яёіїєґ][\w'’-]+){1,3})"
AFTER = re.compile(
    rf"^[,.;]?\s*(?:{SAID})\s+(?:[\w'’ -]{{0,60}}?\s)?{PERSON}|^[,.;]?\s*[–—-]?\s*{PERSON}\s*,?\s*(?:[\w'’ -]{{0,60}},\s*)?(?:{SAID})".replace(
        "(?P<name>", "(?P<after>", 1
    ).replace("(?P<name>", "(?P<before>", 1)
)
LEADING = re.compile(rf"{PERSON}[^.!?\n]{{0,80}}?\b(?:{SAID})\b[^.!?\n]{{0,30}}[,:]?\s*$")


def quotes_in(text: str, language: str | None) -> tuple[Quote, ...]:
    """Quotes with a certain speaker, in order; `text[start:end]` is each one's text."""
    return tuple(_quotes(text))


def _quotes(text: str) -> Iterator[Quote]:
    for match in MARKS.finditer(text):
        group = match.lastgroup
        assert group is not None
        start, end = match.span(group)
        words = text[start:end]
        if len(words.split()) < 3 and not re.search(r"[\u3040-\u9fff]{6}", words):
            continue
        speaker = _speaker(text, match.start(), match.end())
        if speaker:
            yield Quote(text=words, speaker=speaker, start=start, end=end)


def _speaker(text: str, start: int, end: int) -> str | None:
    after = AFTER.match(text[end : end + 160].split("\n", 1)[0])
    if after:
        return (after["after"] or after["before"] or "").strip() or None
    before = LEADING.search(text[max(0, start - 160) : start].rsplit("\n", 1)[-1])
    return before["name"].strip() if before else None
