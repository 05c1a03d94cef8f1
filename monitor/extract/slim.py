"""A page's tree in, the same tree without what no article is made of out: the extractor's time grows with what it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.extract.listed import listed

if TYPE_CHECKING:
    from lxml.html import HtmlElement

NEVER_TEXT = listed(
    "aside embed footer iframe menu object applet audio canvas map svg video area button datalist dialog link input label legend "
    "nav noindex noscript optgroup option output param progress select textarea template script style meta"
)
FEWEST_LINKS = 3
MOSTLY = 0.8


def slim(tree: HtmlElement) -> None:
    """Take out controls, frames, navigation, pictures and lists of links; what they say of the page must have been read before."""
    head = tree.find("head")
    if head is not None:
        tree.remove(head)
    for element in list(tree.iter(*NEVER_TEXT)):
        _drop(element)
    for element in list(tree.iter("figure", "picture")):
        if element.find(".//table") is None:
            _drop(element)
    # Innermost first: a name that is a link stays, the box that opens over it goes.
    for element in [*tree.iter("ul", "ol", "dl"), *reversed(tree.xpath("//p//span"))]:
        if _is_of_links(element):
            _drop(element)


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
