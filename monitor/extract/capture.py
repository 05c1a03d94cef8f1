"""A text without markup in, its title, byline, date and own paragraphs out; the rest is named and kept apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from monitor.extract.blocks import LONG_PROSE, Block, blocks_of, content_words, has_end, name_words, share
from monitor.extract.heading import bare_title, heading_of
from monitor.extract.people import names_in
from monitor.extract.when import date_in
from monitor.extract.words import FINAL, PAUSE, is_plea
from monitor.model import UNDATED, Dropped, Published

SUBSTANTIAL = 0.4
"""The first stretch of prose that has this share of the longest one is the article; what stands before it is furniture."""

LONGEST_CROSSHEAD = 80
DATELINE = re.compile(
    r"^(?:[A-ZÀ-ÞА-ЯЁІЇЄҐ][A-ZÀ-ÞА-ЯЁІЇЄҐ.'’-]{2,}(?:[ ,/-]+[A-ZÀ-ÞА-ЯЁІЇЄҐ][\w.'’-]*){0,4}(?:,? \w{3,9}\.? "
    r"\d{1,2})?(?:\s*\([^)]{2,40}\))?\s*(?:[-–—:]+\s+|\s(?=[A-ZÀ-Þ][a-zà-ÿ]))"
    r"|[A-ZÀ-Þ][\w.'’-]+(?: [A-ZÀ-Þ][\w.'’-]+){0,2}(?:, [\w. ]{3,20})?\s*\([A-Za-z /-]{2,30}\)\s*[-–—:]+\s)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """What a plain text holds of an article."""

    title: str = ""
    byline: tuple[str, ...] = ()
    published: Published = UNDATED
    dek: str = ""
    paragraphs: tuple[str, ...] = ()
    dropped: tuple[Dropped, ...] = ()


def read_capture(text: str, known: str = "") -> Capture:
    """The article in the text, under the title that is known already or the line that is most likely one."""
    blocks = blocks_of(text)
    if not blocks:
        return Capture()
    own = _stretch(blocks)
    if not own:
        return _without_prose(blocks)
    title = _named(blocks, known) if known else heading_of(blocks, own)
    own, dek = _without_dek(blocks, own, title)
    byline, published = _signed(blocks, own, title)
    kept = {number for number in own if blocks[number].text != (blocks[title].text if title is not None else None)}
    kept = _without_doubles(blocks, kept)
    dropped = tuple(_dropped(blocks, kept, title, (min(kept, default=0), max(kept, default=0))))
    return Capture(
        title=blocks[title].text if title is not None else known,
        byline=byline,
        published=published,
        dek=dek,
        paragraphs=tuple(blocks[number].text for number in sorted(kept)),
        dropped=dropped,
    )


def _named(blocks: Sequence[Block], title: str) -> int | None:
    """The number of the block that is the title, or the title with the outlet's name."""
    wanted = bare_title(title)
    return next((number for number, block in enumerate(blocks) if bare_title(block.text) == wanted), None)


def _without_prose(blocks: Sequence[Block]) -> Capture:
    title = heading_of(blocks, [])
    rest = tuple(Dropped(reason=_reason(block), text=block.text) for number, block in enumerate(blocks) if number != title)
    return Capture(title=blocks[title].text if title is not None else "", dropped=rest)


def _stretch(blocks: Sequence[Block]) -> list[int]:
    """The numbers of the blocks that are the article's own: its first stretch of prose, and those that carry it on."""
    runs = _runs(blocks)
    weights = [sum(len(blocks[number].text) for number in run if blocks[number].is_prose) for run in runs]
    if not any(weights):
        return []
    first = next(number for number, weight in enumerate(weights) if weight >= SUBSTANTIAL * max(weights))
    own = list(runs[first])
    for run in runs[first + 1 :]:
        between = blocks[own[-1] + 1 : run[0]]
        if any(block.kind in FINAL for block in between) or not _carries_on(blocks, own, run, between):
            break
        own += run
    return _trimmed(blocks, own)


def _runs(blocks: Sequence[Block]) -> list[list[int]]:
    """Stretches of blocks between end marks and pauses."""
    runs: list[list[int]] = [[]]
    for number, block in enumerate(blocks):
        if block.kind in FINAL or block.kind in PAUSE:
            runs.append([])
        elif block.kind in ("prose", "short", "list"):
            runs[-1].append(number)
    return [run for run in runs if any(blocks[number].is_prose for number in run)]


def _carries_on(blocks: Sequence[Block], own: list[int], run: list[int], between: Sequence[Block]) -> bool:
    """Whether a stretch after a pause is still of the same matter, by its names and words; pleas and new articles are not."""
    prose = [number for number in run if blocks[number].is_prose]
    if any(block.kind in ("date", "byline") for block in between) or (
        blocks[prose[0]].text[:400] and DATELINE.match(blocks[prose[0]].text)
    ):
        return False
    inside = blocks[own[0] : own[-1] + 1]
    text = " ".join(block.text for block in inside)
    new = " ".join(blocks[number].text for number in prose)
    if is_plea(new):
        return False
    names = name_words(new) & name_words(text)
    return len(names) >= 2 and share(content_words(new), content_words(text)) >= 0.2


def _trimmed(blocks: Sequence[Block], own: list[int]) -> list[int]:
    """From the first paragraph to the last, with the cross-heads between."""
    prose = [number for number in own if blocks[number].is_prose]
    kept = set(prose)
    for before, after in pairwise(prose):
        between = [number for number in own if before < number < after]
        if len(between) == 1 and after - before <= 4 and (_is_crosshead(blocks[between[0]]) or _is_answer(blocks, between[0])):
            kept.add(between[0])
        elif between and all(blocks[number].is_bullet for number in between):
            kept.update(between)
    return sorted(kept)


def _is_crosshead(block: Block) -> bool:
    return (
        block.kind == "short"
        and len(block.text) <= LONGEST_CROSSHEAD
        and len(block.text.split()) <= 12
        and not has_end(block.text.rstrip('?!"”»'))
    )


def _is_answer(blocks: Sequence[Block], number: int) -> bool:
    """Whether a line is what was said to the question right above it: `No.`"""
    return blocks[number].kind == "short" and has_end(blocks[number].text) and blocks[number - 1].text.endswith(("?", "？"))


def _without_dek(blocks: Sequence[Block], own: list[int], title: int | None) -> tuple[list[int], str]:
    """The article's own blocks without what stands before its dateline or its byline."""
    after_title = [number for number in own if title is None or number > title]
    prose = [number for number in after_title if blocks[number].is_prose]
    if title is None or len(prose) < 3:
        return after_title, ""
    start = _body_start(blocks, prose, title)
    dek = " ".join(blocks[number].text for number in prose if number < start)
    return [number for number in after_title if number >= start], dek


def _body_start(blocks: Sequence[Block], prose: list[int], title: int) -> int:
    """Where the body begins: after a byline or date that stands under a dek, or at a dateline under it."""
    for place, number in enumerate(prose[:4]):
        if place and DATELINE.match(blocks[number].text):
            return number
    for place in (1, 2):
        between = blocks[prose[place - 1] + 1 : prose[place]]
        if any(block.kind in ("byline", "date") for block in between):
            return prose[place]
    return prose[0]


def _signed(blocks: Sequence[Block], own: list[int], title: int | None) -> tuple[tuple[str, ...], Published]:
    """Who wrote it and when, by the lines between the title and the body, or just before the title; never by a neighbour's."""
    start = min(own, default=0)
    first = title if title is not None else start
    near = [*range(first + 1, start), *range(first - 1, max(-1, first - 4), -1)]
    body = " ".join(blocks[number].text for number in own)
    byline: tuple[str, ...] = ()
    published = UNDATED
    for number in near:
        block = blocks[number]
        if not byline and block.kind == "byline" and not _is_of_the_matter(block.text, body):
            byline = names_in(block.text)
        if published.value is None and block.kind in ("date", "byline", "short"):
            published = date_in(block.text)
            byline = byline or (names_in(block.text) if block.kind == "date" and re.match(r"\W*by\b", block.text, re.IGNORECASE) else ())
    return byline, published


def _is_of_the_matter(name: str, body: str) -> bool:
    """A bare name that the article speaks of is a caption."""
    return name.rsplit(maxsplit=1)[-1] in body and not re.match(r"\W*(?:by|von|par|por|автор|przez)\b", name, re.IGNORECASE)


def _without_doubles(blocks: Sequence[Block], kept: set[int]) -> set[int]:
    """A paragraph printed twice is kept once; short answers may be the same."""
    seen: set[str] = set()
    single: set[int] = set()
    for number in sorted(kept):
        if blocks[number].text not in seen or len(blocks[number].text) < LONG_PROSE:
            seen.add(blocks[number].text)
            single.add(number)
    return single


def _dropped(blocks: Sequence[Block], kept: set[int], title: int | None, span: tuple[int, int]) -> list[Dropped]:
    start, end = span
    dropped = []
    for number, block in enumerate(blocks):
        if number in kept or number == title:
            continue
        reason = _reason(block)
        if block.is_prose:
            reason = (
                "standfirst"
                if number < start and title is not None and number > title
                else "another text"
                if number > end
                else "not the article"
            )
        dropped.append(Dropped(reason=reason, text=block.text))
    return dropped


def _reason(block: Block) -> str:
    return {"short": "not a paragraph", "prose": "another text"}.get(block.kind, block.kind)
