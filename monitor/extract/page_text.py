"""A page's tree in, the article's blocks out: the extractor's choice, corrected by the page's own markup."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.extract.access import worth
from monitor.extract.blocks import content_words, has_end, is_prose, share
from monitor.extract.body import Hints, bare, excerpts_at_end, own_blocks
from monitor.extract.capture import read_capture
from monitor.extract.furniture import Furniture
from monitor.extract.sight import visible_text
from monitor.extract.tree import line_of
from monitor.model import Dropped

if TYPE_CHECKING:
    from lxml.html import HtmlElement

PROSE = 0.5
"""Where fewer of the blocks end as sentences do, the extractor took a list for the article."""
LISTED = 0.4
"""Where fewer than these do, the stricter choice is nearly always the better one."""
ENOUGH = 140
SHORT = 300
LONGEST_TEXT = 300_000
BREAK = "\u200c"
BROKEN = re.compile(rf"(?<!\w)\w{{1,40}}(?:{BREAK}\w{{1,40}})+")
SAME_MATTER = 0.2
CONTINUED = 0.2
"""A continuation of less than this share of the text is not worth the risk."""
MOST_PARAGRAPHS = 2_000
ASIDE = frozenset({"aside", "footer", "nav", "form", "header", "figure", "blockquote"})


@dataclass(frozen=True, slots=True)
class Found:
    """The blocks that are the article's own, and those that were cut."""

    kept: list[str]
    dropped: list[Dropped]

    def without(self, blocks: Collection[str], reason: str) -> Found:
        """The same with these blocks cut for this reason."""
        cut = [Dropped(reason=reason, text=block) for block in self.kept if block in blocks]
        return Found([block for block in self.kept if block not in blocks], [*self.dropped, *cut]) if cut else self

    @property
    def size(self) -> int:
        """How many characters it has."""
        return sum(map(len, self.kept))

    @property
    def paragraphs(self) -> int:
        """How many blocks are prose."""
        return sum(is_prose(block) for block in self.kept)

    @property
    def prose(self) -> float:
        """The share of the blocks that end as sentences do."""
        return sum(has_end(block) for block in self.kept) / max(1, len(self.kept))

    @property
    def lists(self) -> float:
        """The share of the text that stands in lists."""
        return sum(len(block) for block in self.kept if block.startswith("- ")) / max(1, self.size)


def article_text(tree: HtmlElement, hints: Hints, furniture: Furniture) -> Found:
    """The article's own blocks."""
    found = _chosen(tree, hints, furniture)
    return found.without(excerpts_at_end(found.kept, hints), "related")


def _chosen(tree: HtmlElement, hints: Hints, furniture: Furniture) -> Found:
    """What of the page is the article: as the extractor reads it, or strictly, or as seen."""
    found = _tried(tree, hints, furniture, tables=False, precision=False)
    if found.prose < LISTED or found.lists > PROSE:
        strict = _tried(tree, hints, furniture, tables=True, precision=True)
        if worth("".join(strict.kept)) > ENOUGH and strict.paragraphs:
            return _continued(tree, strict, hints, furniture)
    if found.paragraphs < 2:
        found = _instead(tree, found, hints, furniture)
    if not found.paragraphs and found.size < SHORT:
        return Found([], [*found.dropped, *(Dropped(reason="not a paragraph", text=block) for block in found.kept)])
    return _continued(tree, found, hints, furniture)


def _instead(tree: HtmlElement, found: Found, hints: Hints, furniture: Furniture) -> Found:
    """Where next to nothing was found: with tables, or as seen; of a text in one block the same in paragraphs."""
    seen = _as_seen(tree, hints, furniture)
    if found.size >= SHORT:
        return seen if seen.paragraphs > 1 and 0.5 * found.size <= seen.size <= 1.1 * found.size else found
    wide = _tried(tree, hints, furniture, tables=True, precision=False)
    return max(found, wide, seen, key=lambda one: (one.paragraphs > 0, one.prose >= PROSE, one.paragraphs, one.size))


def _as_seen(tree: HtmlElement, hints: Hints, furniture: Furniture) -> Found:
    """Read as a reader sees it, line by line: for pages laid out in tables with line breaks."""
    capture = read_capture(visible_text(tree))
    kept, dropped = own_blocks(capture.paragraphs, furniture, hints)
    return Found(kept, [*dropped, *capture.dropped])


def _tried(tree: HtmlElement, hints: Hints, furniture: Furniture, *, tables: bool, precision: bool) -> Found:
    import trafilatura

    text = trafilatura.extract(tree, include_comments=False, include_tables=tables, favor_precision=precision, output_format="txt")
    lines = _with_breaks((text or "")[:LONGEST_TEXT], tree).split("\n")
    kept, dropped = own_blocks([line.strip() for line in lines], furniture, hints)
    return Found(kept, dropped)


def _with_breaks(text: str, tree: HtmlElement) -> str:
    """The text with the breaks inside Persian words (U+200C), which the extractor takes for control characters and drops."""
    broken = {word.replace(BREAK, ""): word for word in BROKEN.findall("".join(tree.itertext()))}
    return re.sub(r"\w+", lambda word: broken.get(word[0], word[0]), text) if broken else text


def _continued(tree: HtmlElement, found: Found, hints: Hints, furniture: Furniture) -> Found:
    """With the paragraphs that stand in boxes of the same kind further down: pages part long articles for advertisements."""
    if not found.kept:
        return found
    known = {bare(block) for block in found.kept}
    cut = {bare(block.text) for block in found.dropped}
    kinds: Counter[tuple[str, ...]] = Counter()
    paragraphs: list[tuple[str, str, tuple[str, ...]]] = []
    for number, element in enumerate(tree.iter("p")):
        if number > MOST_PARAGRAPHS:
            return found
        text = line_of(element)
        if len(text) >= 40:
            kind = _kind(element)
            paragraphs.append((text, bare(text), kind))
            kinds[kind] += bare(text) in known
    kind, count = kinds.most_common(1)[0] if kinds else ((), 0)
    if count < 3 or not any(kind) or ASIDE & set(kind):
        return found
    same = [(text, key) for text, key, where in paragraphs if where == kind and key not in cut]
    missing = [text for text, key in same if key not in known]
    new, _ = own_blocks(missing, furniture, hints)
    new = [text for text in new if has_end(text)]
    is_same = share(content_words(" ".join(new)), content_words(" ".join(found.kept))) >= SAME_MATTER
    if sum(map(len, new)) < CONTINUED * found.size or len(new) < 2 or not is_same:
        return found
    return Found(_merged(found.kept, [text for text, _ in same], set(new)), found.dropped)


def _kind(element: HtmlElement) -> tuple[str, ...]:
    """What box a paragraph stands in: its own class, its parent's, and that one's."""
    parent = element.getparent()
    above = parent.getparent() if parent is not None else None
    return tuple(f"{box.tag}.{box.get('class', '')}" if box is not None and box.get("class") else "" for box in (element, parent, above))


def _merged(kept: Sequence[str], order: Sequence[str], new: set[str]) -> list[str]:
    """The kept blocks with the new ones where the page has them: each after the paragraph before it."""
    merged = list(kept)
    place = 0
    for text in order:
        if text in new:
            merged.insert(place, text)
            place += 1
        else:
            key = bare(text)
            place = next((number + 1 for number in range(place, len(merged)) if bare(merged[number]) == key), place)
    return merged
