"""What an extractor kept of a page in, the article's own blocks out, and what was cut with its reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from monitor.extract.access_words import PAYWALL
from monitor.extract.blocks import LONGEST_BLOCK, Block, block_of, content_words, share
from monitor.extract.furniture import Furniture, block_hash
from monitor.extract.words import FINAL, LONGEST_NOTE, is_plea
from monitor.model import Dropped

KEPT_KINDS = frozenset({"prose", "short", "date", "byline", "caption"})
WORD = re.compile(r"\w+")
LONG_ENOUGH = 40
NUMBERED = re.compile(r"\d{1,3}(?:[、)]|\.(?!\d))\s?\S")
DATED = re.compile(r"\D(?:(?:20)?\d\d[-/.])?[01]?\d[-/.][0-3]?\d(?: [0-2]\d:[0-5]\d)?\W?$")
"""How a headline in a list of other news ends: with its day."""
LONGEST_HEAD_LINE = 60
OFTEN = 3
"""A block so often on one page (`External content is not available`) is a widget's."""


FEWEST_EXCERPTS = 2
SHORTEST_KEY = 12
MOST_WIDGETS = 4
"""More different ones are the article's own way: a table of meals, a refrain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What the page's markup says of its blocks: texts that are headings, links, captions, excerpts, or the standfirst."""

    titles: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    captions: frozenset[str] = frozenset()
    excerpts: frozenset[str] = frozenset()
    """Boxes with a headline that leads elsewhere and the beginning of what is told there."""
    headings: frozenset[str] = frozenset()
    standfirst: str = ""


@lru_cache(maxsize=4_096)
def bare(text: str) -> str:
    """A text as blocks are compared: without case, spacing, bullets and marks."""
    return " ".join(WORD.findall(text.casefold()))


def own_blocks(lines: Sequence[str], furniture: Furniture, hints: Hints) -> tuple[list[str], list[Dropped]]:
    """The article's own blocks of a page, in order."""
    blocks = [block_of(_of_one_cell(line[:LONGEST_BLOCK])) for line in lines if WORD.search(line)]
    counted = Counter(bare(block.text) for block in blocks if len(block.text) >= 12)
    often = {key for key, count in counted.items() if count >= OFTEN}
    if len(often) > MOST_WIDGETS:
        often = set()
    reasons = [_reason(block, furniture, hints, often) for block in blocks]
    _cut_doubles(blocks, reasons)
    _cut_head(blocks, reasons, hints)
    _cut_tail(blocks, reasons, hints)
    if _cut_demands(blocks, reasons):
        _cut_tail(blocks, reasons, hints)
    kept = [block.text for block, reason in zip(blocks, reasons, strict=True) if reason is None]
    dropped = [Dropped(reason=reason, text=block.text) for block, reason in zip(blocks, reasons, strict=True) if reason is not None]
    lead = hints.standfirst
    if lead and kept and not _is_told(lead, kept):
        kept.insert(0, lead)
    return kept, dropped


def _reason(block: Block, furniture: Furniture, hints: Hints, often: set[str]) -> str | None:
    """Why a block is not the article's own, by itself; None when nothing speaks against it."""
    key = bare(block.text)
    if block_hash(block.text) in furniture.hashes:
        return "repeated on many pages"
    if key in often and not block.text.endswith("?"):
        return "repeated on the page"
    if block.kind not in KEPT_KINDS:
        return block.kind
    if key in hints.captions:
        return "caption"
    if _is_link(key, hints, is_bullet=block.is_bullet) and key not in hints.headings:
        return "link"
    return None


def excerpts_at_end(texts: Sequence[str], hints: Hints) -> frozenset[str]:
    """After the article: the beginnings of several others, each under its headline, with their days."""
    tail: list[str] = []
    for text in reversed(texts):
        key = bare(text)
        if not (len(key) >= SHORTEST_KEY and any(key in excerpt for excerpt in hints.excerpts)) and block_of(text).kind != "date":
            break
        tail.append(text)
    is_several = sum(block_of(text).kind != "date" for text in tail) >= FEWEST_EXCERPTS
    return frozenset(tail) if is_several and len(tail) < len(texts) else frozenset()


def _of_one_cell(line: str) -> str:
    """A row of a table with one cell that says anything is a paragraph of a page laid out in tables."""
    if not line.startswith("|"):
        return line
    cells = [cell for cell in (part.strip() for part in line.split("|")) if cell]
    return cells[0] if len(cells) == 1 else line


def _cut_doubles(blocks: Sequence[Block], reasons: list[str | None]) -> None:
    """A paragraph printed twice is kept once, and so is one that the paragraph before it says in full."""
    seen: set[str] = set()
    doubles: dict[int, str] = {}
    last = ""
    for number, block in enumerate(blocks):
        key = bare(block.text)
        if reasons[number] is not None or len(key) < LONG_ENOUGH:
            continue
        if key in seen or key in last:
            doubles[number] = key
        else:
            seen.add(key)
            last = key
    if len(set(doubles.values())) <= MOST_WIDGETS:
        for number in doubles:
            reasons[number] = "said before"


def _is_link(key: str, hints: Hints, *, is_bullet: bool) -> bool:
    """A block that is one link, or a label with one (`Read more: …`), leads elsewhere."""
    if key in hints.links:
        return len(key) >= 12 or is_bullet
    if len(key) < 12:
        return False
    words = key.split(" ")
    return any(" ".join(words[first:]) in hints.links for first in range(1, min(5, len(words) - 3)))


def _cut_head(blocks: Sequence[Block], reasons: list[str | None], hints: Hints) -> None:
    """Before the first paragraph: the title, its kicker, date and byline."""
    for number, block in enumerate(blocks[:12]):
        if reasons[number] is not None:
            continue
        if is_title(block.text, hints.titles):
            reasons[number] = "title"
            for earlier in range(number):
                if reasons[earlier] is None and not blocks[earlier].is_prose:
                    reasons[earlier] = "kicker"
        elif block.kind in ("date", "byline"):
            reasons[number] = block.kind
        elif block.is_prose:
            return
        elif not block.is_bullet and len(block.text) <= LONGEST_HEAD_LINE and any(later.is_prose for later in blocks[number:]):
            reasons[number] = "head line"


def is_title(text: str, titles: frozenset[str]) -> bool:
    """Whether a block is the page's title, perhaps with its kicker before it."""
    key = bare(text)
    if key in titles:
        return True
    return any(len(title) > 20 and key.endswith(title) and len(key) - len(title) < 60 for title in titles)


def _cut_tail(blocks: Sequence[Block], reasons: list[str | None], hints: Hints) -> None:
    """After the last paragraph: names, tags and dates; after an end mark: whatever is not of the same matter."""
    _cut_after_end(blocks, reasons)
    for number in range(len(blocks) - 1, -1, -1):
        block = blocks[number]
        if reasons[number] is None:
            if block.is_bullet and (DATED.search(block.text) or _opens_with_link(block, hints)):
                reasons[number] = "related"
                continue
            if block.is_prose or block.is_bullet or NUMBERED.match(block.text) or not any(other.is_prose for other in blocks[:number]):
                return
            if len(block.text) > LONGEST_HEAD_LINE:
                return
            reasons[number] = block.kind if block.kind in ("date", "byline") else "tail line"


def _opens_with_link(block: Block, hints: Hints) -> bool:
    """Whether a line is a headline that leads elsewhere, with the beginning of what is told there."""
    words = bare(block.text).split(" ")
    return any(" ".join(words[:count]) in hints.links for count in range(3, min(16, len(words))))


def _cut_demands(blocks: Sequence[Block], reasons: list[str | None]) -> bool:
    """A demand for money or a name that stands where the text breaks off; whether there was one."""
    last = [number for number, reason in enumerate(reasons) if reason is None][-3:]
    demands = [number for number in last if len(blocks[number].text) <= LONGEST_NOTE and PAYWALL.search(blocks[number].text)]
    for number in demands:
        reasons[number] = "paywall"
    return bool(demands)


def _cut_after_end(blocks: Sequence[Block], reasons: list[str | None]) -> None:
    total = sum(len(block.text) for block, reason in zip(blocks, reasons, strict=True) if reason is None)
    seen = 0
    for number, block in enumerate(blocks):
        if reasons[number] is None:
            seen += len(block.text)
        if block.kind in FINAL and seen > 0.6 * total:
            before = content_words(" ".join(other.text for other, reason in zip(blocks[:number], reasons, strict=False) if reason is None))
            for later in range(number + 1, len(blocks)):
                if reasons[later] is None and (is_plea(blocks[later].text) or share(content_words(blocks[later].text), before) < 0.15):
                    reasons[later] = f"after the end ({block.kind})"
            return


def _is_told(lead: str, kept: Sequence[str]) -> bool:
    """Whether the text already has its standfirst."""
    key = bare(lead)
    return any(key in bare(block) or bare(block) in key for block in kept[:4] if len(block) > 30) or key in bare(" ".join(kept))
