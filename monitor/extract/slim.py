"""A page's tree in, the same tree without what no article is made of out: the extractor's time grows with what it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.extract.listed import listed
from monitor.model import Dropped
from monitor.text import shorten

if TYPE_CHECKING:
    from lxml.html import HtmlElement

NEVER_TEXT = listed(
    "aside embed footer iframe menu object applet audio canvas map svg video area button datalist dialog link input label legend "
    "nav noindex noscript optgroup option output param progress select textarea template script style meta"
)
SAID = {"aside": "aside", "footer": "navigation", "nav": "navigation", "menu": "navigation", "figure": "picture"}
"""What of it is told, since a reader sees its words, and as what."""
MOST_TOLD = 10
SHORTEST_TOLD = 25
LONGEST_TOLD = 160
FEWEST_LINKS = 3
MOSTLY = 0.8


def slim(tree: HtmlElement) -> list[Dropped]:
    """Take out controls, frames, navigation, pictures and lists of links; what they say of the page must have been read before.

    The first of those with words come back, each with its beginning.
    """
    told: dict[str, Dropped] = {}
    head = tree.find("head")
    if head is not None:
        tree.remove(head)
    for element in list(tree.iter(*NEVER_TEXT)):
        _tell(told, element, SAID.get(element.tag))
        _drop(element)
    for element in list(tree.iter("figure", "picture")):
        if element.find(".//table") is None:
            _tell(told, element, SAID.get(element.tag))
            _drop(element)
    # Innermost first: a name that is a link stays, the box that opens over it goes.
    for element in [*tree.iter("ul", "ol", "dl"), *reversed(tree.xpath("//p//span"))]:
        if _is_of_links(element):
            _tell(told, element, "links")
            _drop(element)
    return list(told.values())


def _tell(told: dict[str, Dropped], element: HtmlElement, reason: str | None) -> None:
    """Note what is taken out, unless it stands in something that was."""
    if reason is None or len(told) >= MOST_TOLD:
        return
    text = " ".join(element.text_content().split())
    if len(text) >= SHORTEST_TOLD and not any(text in whole for whole in told):
        told[text] = Dropped(reason=reason, text=shorten(text, LONGEST_TOLD))


def _is_of_links(element: HtmlElement) -> bool:
    """Whether a list is little else than links."""
    links = element.findall(".//a")
    if len(links) < FEWEST_LINKS:
        return False
    inside = sum(len(link.text_content().strip()) for link in links)
    return inside > MOSTLY * len(" ".join(element.text_content().split()))


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()
