"""A page's tree in, what a reader sees of it out: visible blocks, headlines that lead elsewhere, times, walls."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from monitor.extract.access import CLOCK, Seen
from monitor.extract.access_words import PAYWALL, WALL_CLASS
from monitor.extract.listed import listed
from monitor.extract.metadata import Said
from monitor.extract.tree import line_of
from monitor.extract.words import kind_of
from monitor.model import Page

if TYPE_CHECKING:
    from lxml.html import HtmlElement

UNSEEN = "//script|//style|//template|//svg|//*[@hidden]|//*[contains(@style,'none')]"
BOXES = ("div", "section", "dialog", "aside", "form", "footer", "header", "ins")
BANNER = re.compile(
    r"cookie|consent|gdpr|onetrust|didomi|\bcmp\b|alertdialog|\bdialog\b|privacy-(?:bar|banner)|usercentrics|sourcepoint", re.IGNORECASE
)
HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
BLOCKS = listed(
    "p div li td th h1 h2 h3 h4 h5 h6 section article header footer main aside nav ul ol table tr blockquote figure "
    "figcaption form button title br dt dd pre details summary label option"
)
EXTENSION = re.compile(r"(?:\.\w{2,5}|/)$")
NEXT_PAGE = re.compile(r"\D{0,12}[1-9]?\d\D{0,12}")
MOST = 6_000
LONGEST_TEXT = 300_000
AROUND = 4
LARGEST_WALL = 900
"""Characters of a box that demands; one with more holds the article."""


def without_banners(tree: HtmlElement) -> str:
    """Take hidden elements and consent banners out of a page that has something else to say; the banners' words."""
    words: list[str] = []
    for element in tree.xpath(UNSEEN):
        style = element.get("style")
        if not style or element.get("hidden") is not None or HIDDEN.search(style):
            _drop(element)
    boxes = [box for box in tree.iter(*BOXES) if BANNER.search(f"{box.get('class', '')} {box.get('id', '')} {box.get('role', '')}")]
    whole = len(tree.text_content().strip()) if boxes else 0
    for element in boxes:
        if len(element.text_content().strip()) < 0.6 * whole:
            words.append(" ".join(element.text_content().split()))
            _drop(element)
    return "\n".join(words)


def walls_of(tree: HtmlElement) -> frozenset[str]:
    """The blocks of small boxes that demand money or a name; a box of that name with the article in it is none."""
    found: set[str] = set()
    for element in _some(tree, "div", "section", "aside"):
        is_alone = not (element.tail or "").strip()
        if is_alone and WALL_CLASS.search(f"{element.get('class', '')} {element.get('id', '')}"):
            text = visible_text(element)
            if len(text) <= LARGEST_WALL and PAYWALL.search(text):
                found.update(text.split("\n"))
    return frozenset(found)


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def seen_of(tree: HtmlElement, said: Said, page: Page, banner: str = "") -> Seen:
    """What the page shows, for deciding how much of the article that is."""
    visible = visible_text(tree)
    address = page.url or said.canonical_url or ""
    return Seen(
        status=page.status,
        visible=visible,
        banner=banner,
        title=" ".join((tree.findtext(".//title") or "").split())[:200],
        is_free=said.is_free,
        is_live=said.is_live,
        is_article=said.is_article,
        has_wall=any(
            WALL_CLASS.search(f"{element.get('class', '')} {element.get('id', '')}")
            for element in _some(tree, "div", "section", "aside", "amp-access")
        ),
        headlines=tuple(_headlines(tree)),
        times=sum(1 for block in visible.split("\n") if CLOCK.match(block)),
        has_next=_lead_on(tree.xpath("(//link|//a)[@rel='next']/@href"), address),
        has_second=_lead_on(tree.xpath("//a[normalize-space()='2']/@href"), address),
    )


def _lead_on(hrefs: Sequence[str], url: str) -> bool:
    """Whether one leads to another page of this article: its own address with a number. Many pages name the next article so."""
    stem = EXTENSION.sub("", url.partition("#")[0])
    links = (urljoin(url, href) for href in hrefs[:4])
    return bool(stem) and any(link.startswith(stem) and NEXT_PAGE.fullmatch(link[len(stem) :]) for link in links)


def _some(tree: HtmlElement, *tags: str) -> list[HtmlElement]:
    return [element for _, element in zip(range(MOST), tree.iter(*tags), strict=False)]


def visible_text(tree: HtmlElement, *, without: Collection[HtmlElement] = ()) -> str:
    """All text that is seen, one block a line, perhaps without some elements; of a page of scripts only, what it says to those without."""
    body = tree.find("body")
    parts: list[str] = []
    noscript: list[str] = []
    for event, element in _walk(body if body is not None else tree, without):
        if element.tag == "noscript":
            noscript += [element.text or ""] if event == "start" else []
            continue
        if element.tag in BLOCKS:
            parts.append("\n")
        text = element.text if event == "start" else element.tail
        if text and element.tag not in ("script", "style"):
            parts.append(text)
        elif event == "end" and element.tail:
            parts.append(element.tail)
    lines = (" ".join(line.split()) for line in "".join(parts)[:LONGEST_TEXT].split("\n"))
    text = "\n".join(line for line in lines if line)
    return text if len(text) > 80 else "\n".join([text, *(" ".join(re.sub(r"<[^>]*>", " ", part).split()) for part in noscript)])


def _walk(tree: HtmlElement, without: Collection[HtmlElement]) -> Iterator[tuple[str, HtmlElement]]:
    from lxml import etree

    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        if element in without and event == "start":
            walk.skip_subtree()
        else:
            yield event, element


def _headlines(tree: HtmlElement) -> Iterator[str]:
    """Links with headlines that are the page's matter, not those under `More on this`."""
    for link in _some(tree, "a"):
        if (link.get("href") or "").startswith("#"):
            continue
        text = line_of(link)
        parent = link.getparent()
        if len(text) >= 20 or (len(text) >= 8 and re.search(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{4}", text)):
            tags = {parent.tag} if parent is not None else set()
            if tags & {"li", "h2", "h3", "h4", "article", "td", "div", "p"} and not _is_beside(link):
                yield text


def _is_beside(link: HtmlElement) -> bool:
    """Whether a link stands in an aside, or under a heading that says `related`."""
    box = link.getparent()
    for _ in range(AROUND):
        if box is None or box.tag in ("body", "main"):
            return False
        if box.tag in ("aside", "footer", "nav"):
            return True
        for heading in box:
            if heading.tag in ("h2", "h3", "h4", "h5", "strong", "b", "p") and kind_of(line_of(heading)[:160]) in ("related", "tags"):
                return True
        box = box.getparent()
    return False
