"""A text in, its sentences out, with what is quoted in them blotted out."""

from __future__ import annotations

import re

from monitor.extract.people import UPPER
from monitor.extract.quotes.marks import Span

MASK = "\u00a4"
BOUNDARY = re.compile(rf"[.!?…]{MASK}*[\"“”»'’)]*\s+(?=[\"“«„‘(—–-]?\s?[{MASK}{UPPER[1:]})|\n+")
ABBREVIATION = re.compile(
    r"(?:^|[\s(\"“])(?:[A-ZА-Я]|Mr|Mrs|Ms|Dr|Gen|Lt|Col|Sen|Rep|Gov|Prof|St|Adm|Maj|Capt|Sgt|No|Jr|Sr|vs|ca|Nr|Mio|Mrd|bzw|z\.B"
    r"|gen|płk|prof|dr|им|г|ул|тыс|руб)\.$|(?:[A-Z]\.){2,}$"
)


def masked(text: str, spans: list[Span]) -> str:
    """The text with what is quoted blotted out, so that only the author's own words are read; offsets stay."""
    parts: list[str] = []
    last = 0
    for span in spans:
        inner = text[span.start : span.end]
        end = inner[-1:] if inner[-1:] in ".!?…" else MASK
        parts += [text[last : span.start], MASK * (len(inner) - 1), end if inner else ""]
        last = span.end
    return "".join([*parts, text[last:]])


def sentences_in(text: str) -> list[tuple[int, int]]:
    """Where each sentence begins and ends."""
    found: list[tuple[int, int]] = []
    start = 0
    for boundary in BOUNDARY.finditer(text):
        stop = boundary.start() + 1
        if boundary[0][0] != "\n" and ABBREVIATION.search(text[max(start, stop - 12) : stop]):
            continue
        if text[start : boundary.end()].strip():
            found.append((start, boundary.end()))
        start = boundary.end()
    if text[start:].strip():
        found.append((start, len(text)))
    return found
