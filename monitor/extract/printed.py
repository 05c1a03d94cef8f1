"""A page's tree in, the date that it marks, or prints under its title, out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from monitor.extract.body import bare, is_title
from monitor.extract.metadata import BY, stated_date
from monitor.extract.sight import BLOCKS, visible_text
from monitor.extract.tree import line_of
from monitor.extract.when import date_in, is_credible, is_date_line
from monitor.model import UNDATED, Published

if TYPE_CHECKING:
    from datetime import datetime

    from lxml.html import HtmlElement

BELOW = 12
"""So many lines after its title a page may take to say when it was printed."""
LONGEST_LEAD = 600
LARGEST_BOX = 700
"""Characters of a box that tells of something else; one with more holds the article."""
HEADLINE = re.compile(r"(?:[^\W\d_]{2,}\b.*?){3}|(?:[\u3040-\u9fff\uac00-\ud7af].*?){8}")
"""How much a headline says at least; an author's and a section's name are shorter."""
ENOUGH = 40
NO_HEADLINE = re.compile(rf"://|\bwww\.|{BY.pattern}", re.IGNORECASE)
"""Addresses and authors have as many words."""
MOST_ELEMENTS = 3_000


def date_or_lines(tree: HtmlElement, titles: frozenset[str], stated: Published, fetched_at: datetime | None) -> tuple[Published, list[str]]:
    """The date that a page marks, where its data state none, else what they have; where neither does, its lines in which to look for one.

    Of marks, the first `time` element of an article or a header counts. Neither it nor a line may stand in a neighbour's box: an aside,
    another headline, and what stands with either.
    """
    marks = [] if stated.source == "structured" else tree.xpath("//article//time[@datetime] | //header//time[@datetime]")
    beside = frozenset(_neighbours(tree, titles)) if marks or stated.value is None else frozenset()
    apart = beside.union(one for one in tree.iter("article") if _tells_of_else(one, titles)) if marks else beside
    own = (one for one in marks if apart.isdisjoint((one, *one.iterancestors())))
    marked = stated_date(next((one.get("datetime") for one in own), ""))
    if is_credible(marked, fetched_at):
        return marked, []
    return stated, visible_text(tree, without=beside).split("\n") if stated.value is None else []


def printed_date(lines: list[str], titles: frozenset[str], text: str) -> Published:
    """The date between the article's title and its first paragraph; a masthead's today and a neighbour's date are none."""
    first = bare(text.split("\n\n", 1)[0][:LONGEST_LEAD])
    places = [number for number, line in enumerate(lines) if len(line) <= LONGEST_LEAD and is_title(line, titles)]
    for place in places[:4]:
        for line in lines[place + 1 : place + 1 + BELOW]:
            if is_date_line(line):
                return date_in(line)
            if _begins(line, first):
                return UNDATED
    return UNDATED


def _begins(line: str, first: str) -> bool:
    """Whether a line is where the article's text begins."""
    key = bare(line[:LONGEST_LEAD])
    return len(key) >= ENOUGH and (key in first or first.startswith(key[:ENOUGH]))


def _neighbours(tree: HtmlElement, titles: frozenset[str]) -> Iterator[HtmlElement]:
    """The boxes that tell of something else than the article under this title."""
    yield from tree.iter("aside", "nav", "footer")
    for number, element in enumerate(tree.iter("a", "h1", "h2", "h3", "h4", "dt", "legend", "caption")):
        if number >= MOST_ELEMENTS:
            return
        words = line_of(element)
        if not HEADLINE.search(words) or is_title(words, titles) or is_date_line(words) or NO_HEADLINE.search(words):
            continue
        box = element.getparent()
        while box is not None and box.tag not in BLOCKS:
            box = box.getparent()
        for one in (box, next(element.iterancestors("li", "article"), None)):
            if one is not None and _tells_of_else(one, titles):
                yield one


def _tells_of_else(box: HtmlElement, titles: frozenset[str]) -> bool:
    """Whether it is a small box without the article's title."""
    return len(line_of(box)) <= LARGEST_BOX and not any(is_title(line, titles) for line in visible_text(box).split("\n"))
