"""A query and a reading in; where it matched and how prominently, out. Only hits are looked at, never the text."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from monitor.text.normalise import fold
from monitor.topics.reading import BODY, LEAD, TITLE, Reading, Span
from monitor.topics.tree import And, AtLeast, InField, Near, Not, Or, Query, Word
from monitor.topics.wording import pattern_of


class Found(NamedTuple):
    """A match: its hits, and the field that carries it (of an AND the least prominent part decides)."""

    spans: tuple[Span, ...]
    level: int


def evaluate(tree: Query, reading: Reading) -> Found | None:
    """What a query finds in an item; None where it does not match."""
    if isinstance(tree, Word):
        return _found(reading.hits(reading.leaves.known[id(tree)]), reading)
    if isinstance(tree, Or):
        return _either([found for part in tree.parts if (found := evaluate(part, reading))])
    if isinstance(tree, And):
        return _every(tree, reading)
    if isinstance(tree, Not):
        found = evaluate(tree.x, reading)
        return found if found and evaluate(tree.y, reading) is None else None
    if isinstance(tree, Near):
        return _near(tree, reading)
    if isinstance(tree, AtLeast):
        found = evaluate(tree.x, reading)
        return found if found and len(set(found.spans)) >= tree.count else None
    return _in_field(tree, reading)


def _found(spans: tuple[Span, ...], reading: Reading) -> Found | None:
    return Found(spans, reading.level(spans[0])) if spans else None


def _either(found: list[Found]) -> Found | None:
    if len(found) < 2:
        return found[0] if found else None
    return Found(tuple(sorted(span for each in found for span in each.spans)), max(each.level for each in found))


def _every(tree: And, reading: Reading) -> Found | None:
    found: list[Found] = []
    for part in tree.parts:
        each = evaluate(part, reading)
        if each is None:
            return None
        found.append(each)
    return Found(tuple(sorted(span for each in found for span in each.spans)), min(each.level for each in found))


def _in_field(tree: InField, reading: Reading) -> Found | None:
    if tree.field in {"source", "lang", "country", "author"}:
        return Found((), TITLE) if _is_meta(tree.field, tree.x, reading) else None
    return evaluate(tree.x, Within(reading, tree.field))  # type: ignore[arg-type]


class Within:
    """A reading of which only one field is seen."""

    def __init__(self, reading: Reading, field: str) -> None:
        self.whole, self.field = reading, field
        self.leaves, self.token, self.level = reading.leaves, reading.token, reading.level
        self.title_end = reading.title_end

    def hits(self, leaf: int) -> tuple[Span, ...]:
        """Where a term stands in this field; the body is the whole text, its lead included."""
        wanted = {"title": (TITLE,), "lead": (LEAD,), "body": (LEAD, BODY)}[self.field]
        return tuple(span for span in self.whole.hits(leaf) if self.level(span) in wanted)


def _near(tree: Near, reading: Reading) -> Found | None:
    left, right = evaluate(tree.x, reading), evaluate(tree.y, reading)
    if tree.kind == "NOTNEAR":
        return _away(left, right, tree.distance, reading)
    if left is None or right is None:
        return None
    pairs = _pairs(left.spans, right.spans, tree, reading)
    if not pairs:
        return None
    spans = tuple(sorted({span for pair in pairs for span in pair}))
    return Found(spans, max(reading.level(pair[0]) for pair in pairs))


def _away(left: Found | None, right: Found | None, distance: int, reading: Reading) -> Found | None:
    if left is None or right is None:
        return left
    near = Near("NOTNEAR", distance, Word(""), Word(""))
    close = {span for span, _ in _pairs(left.spans, right.spans, near, reading)}
    return _found(tuple(span for span in left.spans if span not in close), reading)


def _pairs(left: tuple[Span, ...], right: tuple[Span, ...], tree: Near, reading: Reading) -> list[tuple[Span, Span]]:
    """Each hit of the left with the right's close enough; only neighbours in a sorted row are looked at."""
    token = reading.token
    rights = [(token(start), token(end) - 1, (start, end)) for start, end in sorted(right)]
    longest = max(last - first for first, last, _ in rights) + 1
    found: list[tuple[Span, Span]] = []
    for span in left:
        first, last = token(span[0]), token(span[1]) - 1
        is_title = span[0] < reading.title_end
        for place in range(bisect_left(rights, (first - tree.distance - longest,)), len(rights)):
            begin, end, other = rights[place]
            if begin > last + tree.distance:
                break
            if is_title == (other[0] < reading.title_end) and _is_near(begin - last, first - end, tree):
                found.append((span, other))
                break
    return found


def _is_near(after: int, before: int, tree: Near) -> bool:
    """By how far the right begins after the left ends, or ends before the left begins."""
    if tree.kind == "NOTNEAR" and after <= 0 and before <= 0:
        return True
    return 1 <= after <= tree.distance or (tree.kind != "PRE" and 1 <= before <= tree.distance)


def _is_meta(field: str, tree: Query, reading: Reading) -> bool:
    if isinstance(tree, Or):
        return any(_is_meta(field, part, reading) for part in tree.parts)
    if not isinstance(tree, Word):
        return False
    item = reading.item
    if field == "lang":
        return _is_prefix(tree.text, item.language)
    if field == "country":
        return (item.country or "").casefold() == tree.text.casefold()
    values = item.byline if field == "author" else (item.source or "", item.outlet or "")
    return any(_says(tree, value, is_whole=field == "source") for value in values)


def _is_prefix(wanted: str, language: str | None) -> bool:
    have, want = (language or "").casefold().replace("_", "-"), wanted.casefold()
    return have == want or have.startswith(f"{want}-")


def _says(word: Word, value: str, *, is_whole: bool) -> bool:
    pattern = pattern_of(word.text)
    line = fold(value) + " "
    if "*" not in word.text and "?" not in word.text and is_whole:
        return fold(value) == fold(word.text)
    return any(re.match(pattern.check or re.escape(pattern.anchor), line[at:]) for at in range(len(line)) if line[at] == " ")
