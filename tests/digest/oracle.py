"""An independent HTML parser's view of a mail: which elements, attributes and links are really in it."""

from __future__ import annotations

import re
from typing import Any

import html5lib

ELEMENTS = frozenset(
    "html head meta title style body div table tbody tr td h1 h2 h3 p a span bdi br ol ul li".split()  # noqa: SIM905 - reads as a list of names
)
ATTRIBUTES = {
    "*": frozenset({"class", "style", "lang", "dir", "role"}),
    "a": frozenset({"href"}),
    "div": frozenset({"aria-hidden"}),
    "meta": frozenset({"charset", "name", "content"}),
    "ol": frozenset({"start"}),
    "table": frozenset({"width", "cellpadding", "cellspacing", "border"}),
    "td": frozenset({"align"}),
    "style": frozenset({"data-css-inline"}),
}
LINK = re.compile(r"(?:https?://[A-Za-z0-9\[]|mailto:[\w.%@+-]+\?subject=)")
ACTIVE_STYLE = re.compile(r"url\s*\(|expression|javascript|@import|position\s*:|behavior", re.IGNORECASE)


def tree(html: str) -> Any:
    return html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)


def wrong(html: str) -> list[str]:
    """Everything that is not on the list; nothing when all is well."""
    found = []
    for element in tree(html).iter():
        if not isinstance(element.tag, str):
            found.append(f"comment {element.text!r}")
            continue
        if element.tag not in ELEMENTS:
            found.append(f"<{element.tag}>")
        allowed = ATTRIBUTES["*"] | ATTRIBUTES.get(element.tag, frozenset())
        found += [f"{element.tag}[{name}]" for name in element.attrib if name not in allowed]
        if element.tag == "a" and not LINK.match(element.attrib.get("href", "")):
            found.append(f"href {element.attrib.get('href')!r}")
        if ACTIVE_STYLE.search(element.attrib.get("style", "")):
            found.append(f"style {element.attrib['style']!r}")
    return found


def text(html: str) -> str:
    """What a reader sees, blanks as one."""
    body = tree(html).find("body")
    return " ".join("".join(body.itertext()).split())


def errors(html: str) -> list[Any]:
    """What the parser had to repair."""
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(html)
    return list(parser.errors)
