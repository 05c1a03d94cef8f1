"""A page's markup in, its tree out, if it can be read within bounds; what no reader could read is refused with the reason."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.errors import ParseError

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MOST_ELEMENTS = 15_000
"""Longer pages take the extractor more than its ten seconds; they are refused, and the feed's words are used."""

MOST_LINKS = 4_000
"""The extractor's time grows with the square of the links of one paragraph: 10,000 took 13 s."""

DEEPEST = 250
"""Beyond so many nested elements the extractor's result is worthless: one character (measured)."""

MOST_ATTRIBUTES = 2_000
"""The parser compares every attribute with all before it: 100,000 of them took eight minutes."""
LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{9999,}")
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
TAG = re.compile(r"</?[a-zA-Z]")


def line_of(element: HtmlElement) -> str:
    """All text in an element as one line."""
    return " ".join("".join(element.itertext()).split())


def tree_of(text: str) -> HtmlElement:
    """The tree of a page. Raises ParseError."""
    _check(text)
    from lxml import etree, html

    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False, collect_ids=False)
    # The library's own parser asks Python for the class of every element it touches; all that are read here have the same one.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (ValueError, AssertionError, etree.LxmlError) as error:
        raise ParseError(f"not a page: {error}") from error
    if tree.xpath(f"boolean(//*[count(ancestor::*) > {DEEPEST}])"):
        raise ParseError(f"a page of more than {DEEPEST} nested elements")
    if tree.tag != "html":
        raise ParseError(f"not a page but a document of <{str(tree.tag)[:40]}>")
    return tree


def _check(text: str) -> None:
    """Refuse by counting, before anything interprets the page."""
    if text.count("<") > 2 * MOST_ELEMENTS and len(TAG.findall(text)) > 2 * MOST_ELEMENTS:
        raise ParseError(f"a page of more than {MOST_ELEMENTS} elements")
    if any(QUOTED.sub("", found[0]).count(" ") > MOST_ATTRIBUTES for found in LONG_TAG.finditer(text)):
        raise ParseError(f"an element of more than {MOST_ATTRIBUTES} attributes")
    if text.count("<a ") + text.count("<A ") > MOST_LINKS:
        raise ParseError(f"a page of more than {MOST_LINKS} links")
