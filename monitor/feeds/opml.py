"""Subscription lists as OPML in, also malformed, and out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree

from monitor.errors import ParseError
from monitor.feeds.decode import text_of
from monitor.feeds.links import web_link
from monitor.feeds.words import line_of
from monitor.model import CleanText

LARGEST_LIST = 10_000_000
PROLOG = '<?xml version="1.0" encoding="utf-8"?>'
NAMES = "text|title|description|type|xmlUrl|htmlUrl|url|language|version|category|created|isComment|isBreakpoint"
VALUE = re.compile(
    rf'\s({NAMES})\s*=\s*"(.*?)"(?=\s+(?:{NAMES})\s*=\s*"|\s*/?>\s*(?:</?(?:outline|body|opml)\b|<!--|$))',
    re.IGNORECASE | re.DOTALL,
)
"""An attribute whose value holds what ought to be escaped: it ends where the next one, or the next element, begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A feed as a list or a page names it: where it is, what it is called, in which groups it stands."""

    url: str
    title: CleanText = CleanText("")
    groups: tuple[str, ...] = ()


def read_opml(body: bytes) -> tuple[Subscription, ...]:
    """Every feed of a list, once, in its order; raises ParseError when it is no list."""
    import listparser

    text = text_of(body[:LARGEST_LIST])
    if not re.search(r"<(?:opml|outline)\b", text[:20_000], re.IGNORECASE):
        raise ParseError("not an OPML file")
    # The prolog is replaced: what it declares of the encoding is no longer true.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    outlines = [VALUE.sub(_escaped, outline) for outline in re.split(r"(?=<outline\b)", text, flags=re.IGNORECASE)]
    found = listparser.parse(f"{PROLOG}{''.join(outlines)}".encode("utf-8", "replace"))
    subscriptions: dict[str, Subscription] = {}
    for feed in (*found.feeds, *found.lists):
        url = web_link(feed.url)
        if url:
            groups = tuple(line_of(name) for path in feed.categories[:1] for name in path if name)
            subscriptions.setdefault(url, Subscription(url=url, title=line_of(feed.title), groups=groups))
    return tuple(subscriptions.values())


def write_opml(subscriptions: Iterable[Subscription], *, title: str) -> bytes:
    """A list that every reader understands: OPML 2.0, feeds under their first group."""
    root = ElementTree.Element("opml", version="2.0")
    ElementTree.SubElement(ElementTree.SubElement(root, "head"), "title").text = title
    body = ElementTree.SubElement(root, "body")
    groups: dict[str, ElementTree.Element] = {}
    for item in subscriptions:
        parent = body
        if item.groups:
            name = item.groups[0]
            if name not in groups:
                groups[name] = ElementTree.SubElement(body, "outline", text=name, title=name)
            parent = groups[name]
        name = item.title or item.url
        ElementTree.SubElement(parent, "outline", type="rss", text=name, title=name, xmlUrl=item.url)
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _escaped(match: re.Match[str]) -> str:
    value = re.sub(r"&(?!(?:#\w+|\w+);)", "&amp;", match[2])
    value = value.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return f' {match[1]}="{value}"'
