"""A page's tree in, what its markup says of single blocks out: which are headings, links, captions, and the standfirst."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from monitor.extract.blocks import HAN, content_words, share
from monitor.extract.body import Hints, bare
from monitor.extract.outlets import host_of
from monitor.extract.tree import line_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

SUFFIX = re.compile(r"\s+(?:[|–—•·»]|-{1,2}|::)\s+[^|–—•·»]{2,60}$")
MOST_ELEMENTS = 3_000
MOSTLY = 0.6
LONGEST_TITLE = 300
LEAD = (60, 600)
SHORTEST_HEADLINE = 24
LONGEST_EXCERPT = 700
SAME_MATTER = 0.1
"""So many of a headline's words the excerpt under it has."""


def hints_of(tree: HtmlElement, titles: tuple[str | None, ...], description: str | None) -> Hints:
    """The hints of one page."""
    return Hints(
        titles=_titles(tree, titles),
        links=_links(tree),
        captions=frozenset(bare(text) for text in _texts(tree.iter("figcaption"))),
        excerpts=frozenset(_excerpts(tree)),
        headings=frozenset(bare(text) for text in _texts(tree.iter("h2", "h3", "h4"))),
        standfirst=_standfirst(tree, description),
    )


def _texts(elements: object) -> list[str]:
    texts: list[str] = []
    for number, element in enumerate(elements):  # type: ignore[arg-type, var-annotated]
        if number >= MOST_ELEMENTS:
            break
        text = "".join(element.itertext())
        if 0 < len(text) <= 600:
            texts.append(text)
    return texts


def _links(tree: HtmlElement) -> frozenset[str]:
    """The texts of links, and of the lines that are little else: a headline with its date or its number of comments."""
    keys: set[str] = set()
    for number, element in enumerate(tree.iter("a")):
        if number >= MOST_ELEMENTS:
            break
        text = "".join(element.itertext())
        if not 6 <= len(text) <= 300:
            continue
        keys.add(bare(text))
        parent = element.getparent()
        if parent is None or len(parent) > 6 or parent.tag in ("body", "html"):
            continue
        around = "".join(parent.itertext())
        if len(around) <= 400 and len(text) >= MOSTLY * len(around.strip()):
            keys.add(bare(around))
    return frozenset(key for key in keys if len(key) >= 4)


def _excerpts(tree: HtmlElement) -> Iterator[str]:
    """The texts of small boxes with one headline that leads elsewhere, alone on its line, and what is told of it."""
    for number, link in enumerate(tree.iter("a")):
        if number >= MOST_ELEMENTS:
            return
        head = line_of(link)
        if len(head) < SHORTEST_HEADLINE // (1 + 2 * bool(HAN.match(head))) or (link.get("href") or "#").startswith("#"):
            continue
        box = link.getparent()
        for _ in range(4):
            if box is None or box.tag in ("body", "html", "p"):
                break
            text = line_of(box)
            if len(text) > len(head) + SHORTEST_HEADLINE:
                is_alone = len(text) <= LONGEST_EXCERPT and sum(len(line_of(other)) >= 12 for other in box.iter("a")) == 1
                if is_alone and _is_about(head, text):
                    yield bare(text)
                break
            box = box.getparent()


def _is_about(head: str, text: str) -> bool:
    """Whether what stands under a headline says some of its words again."""
    return share(content_words(head), content_words(text.replace(head, "", 1))) >= SAME_MATTER


def site_of(tree: HtmlElement) -> str:
    """The host that most of a page's absolute links lead to: its own, when nobody says where it is from."""
    hosts: Counter[str] = Counter()
    for number, element in enumerate(tree.iter("a", "link")):
        if number >= MOST_ELEMENTS:
            break
        hosts[host_of(element.get("href"))] += 1
    del hosts[""]
    best = hosts.most_common(1)
    return best[0][0] if best and best[0][1] >= 3 else ""


def _titles(tree: HtmlElement, titles: tuple[str | None, ...]) -> frozenset[str]:
    return _keys([*titles, *_headings(tree)])


def own_titles(tree: HtmlElement, *titles: str | None) -> frozenset[str]:
    """The article's own titles as lines are compared with them: the stated ones, and the headings that say one again in other words."""
    said = [content_words(title) for title in titles if title]
    again = [heading for heading in _headings(tree) if any(share(content_words(heading), words) >= MOSTLY for words in said)]
    return _keys([*titles, *again])


def _headings(tree: HtmlElement) -> list[str]:
    return [line_of(heading) for heading in tree.xpath("(//h1)[position() <= 3]")]


def _keys(titles: Sequence[str | None]) -> frozenset[str]:
    found = [title for title in titles if title and len(title) <= LONGEST_TITLE]
    keys = {bare(form) for title in found for form in (title, SUFFIX.sub("", title))}
    return frozenset(key for key in keys if len(key) >= 6)


def _standfirst(tree: HtmlElement, description: str | None) -> str:
    """The description, if the page itself prints it as one block of its own before the text."""
    wanted = bare(description or "")
    if not LEAD[0] <= len(description or "") <= LEAD[1] or len(wanted) < LEAD[0] // 2:
        return ""
    start = next((word for word in sorted((description or "").split(), key=len, reverse=True) if "'" not in word), "")
    for node in tree.xpath("//body//text()[contains(., $start)]", start=start)[:40]:
        element = node.getparent()
        for _ in range(4):
            if element is None or element.tag in ("body", "script", "style", "a"):
                break
            text = line_of(element)
            if len(text) > LEAD[1]:
                break
            if bare(text) == wanted:
                return text
            element = element.getparent()
    return ""
