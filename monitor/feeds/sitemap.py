"""A sitemap, with or without Google's news extension, in; the items as feedparser would name them out."""

from __future__ import annotations

import re
from typing import Any

from monitor.errors import ParseError
from monitor.feeds.outline import Outline
from monitor.feeds.repair import repaired


def read_url(frame: Outline, item: str) -> dict[str, Any]:
    """One `<url>` of a sitemap; raises ParseError when it is broken."""
    from lxml import etree

    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(frame.document(repaired(item)), parser)
    except etree.XMLSyntaxError as error:
        raise ParseError(str(error)[:200]) from error
    if root is None:
        raise ParseError("an empty element")
    texts: dict[str, str] = {}
    for element in root.iter():
        # By local name: sitemaps declare the news namespace in many spellings.
        name = re.sub(r"^\{.*\}", "", element.tag) if isinstance(element.tag, str) else ""
        texts.setdefault(name, (element.text or "").strip())
    # The news extension's own `title`, and the `name` of its publication; image titles come later in a file.
    location = texts.get("loc", "")
    return {
        "id": location,
        "link": location,
        "title": texts.get("title", "") or _title_of(location),
        "published": texts.get("publication_date") or texts.get("lastmod") or "",
        "language": texts.get("language", ""),
        "tags": [{"term": term.strip()} for term in texts.get("keywords", "").split(",") if term.strip()],
        "content": [],
    }


def _title_of(location: str) -> str:
    """What the address says, where a plain sitemap says nothing: better than an empty line."""
    slug = re.sub(r"\.\w{2,5}$", "", location.rstrip("/").rpartition("/")[2])
    words = re.sub(r"[-_+]+", " ", re.sub(r"^\d+-|-?\d{5,}$", "", slug)).strip()
    return words.capitalize() if " " in words else ""
