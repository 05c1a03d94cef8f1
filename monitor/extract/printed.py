"""A page's tree in, the date that it marks, or prints under its title, out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from monitor.extract.body import bare, is_title
from monitor.extract.metadata import BY, stated_date
from monitor.extract.sight import BLOCKS, visible_text
from monitor.extract.when import date_in, is_date_line
from monitor.model import UNDATED, Published

if TYPE_CHECKING:
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


def own_lines(tree: HtmlElement, titles: frozenset[str]) -> list[str]:
    """What a page shows line by line, without the boxes of its neighbours: asides, other headlines, and what stands with either."""
    return visible_text(tree, without=frozenset(_neighbours(tree, titles))).split("\n")


def marked_date(tree: HtmlElement, titles: frozenset[str]) -> Published:
    """The date of the first `time` element of an article or a header that stands in no neighbour's box."""
    marked = tree.xpath("//article//time[@datetime] | //header//time[@datetime]")
    cards = (one for one in tree.iter("article") if _tells_of_else(one, titles)) if marked else ()
    apart = frozenset((*_neighbours(tree, titles), *cards)) if marked else frozenset()
    own = (one for one in marked if apart.isdisjoint((one, *one.iterancestors())))
    return stated_date(next((one.get("datetime") for one in own), ""))


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
        words = _line(element)
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
    return len(_line(box)) <= LARGEST_BOX and not any(is_title(line, titles) for line in visible_text(box).split("\n"))


def _line(element: HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())
