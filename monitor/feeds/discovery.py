"""A site's page in, the feeds it names out; where to look when it names none."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from monitor.errors import ParseError
from monitor.feeds.decode import text_of
from monitor.feeds.links import web_link
from monitor.feeds.opml import Subscription
from monitor.feeds.words import line_of

TYPES = re.compile(
    r"application/(?:rss|atom|rdf|feed)\+?(?:xml|json)?|application/feed\+json|(?:text|application)/xml|application/json", re.IGNORECASE
)
LOOKS_LIKE_FEED = re.compile(
    r"(?:^|[/._-])(?:rss|atom|feeds?|rdf)(?:[/._?=-]|$)|\.(?:rss|rdf|atom)$|[?&](?:feed|format|type|outputType)=(?:rss|atom|xml)",
    re.IGNORECASE,
)
NOT_NEWS = re.compile(r"comments?|kommentare|trackback|oembed|wp-json", re.IGNORECASE)
MOST_FOUND = 50

USUAL_PLACES = (
    *("/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feeds/", "/rss/"),
    *("/feed.json", "/news.rss", "/news-sitemap.xml", "/sitemap-news.xml"),
)
"""Tried one after the other, politely, when a page names no feed."""


def find_feeds(page: bytes, url: str, *, content_type: str = "") -> tuple[Subscription, ...]:
    """The feeds a page names in its head, then those its links look like; what carries comments comes last."""
    from lxml import etree, html

    try:
        text = text_of(page, content_type).encode("utf-8", "replace")
        tree: Any = html.document_fromstring(text, parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise ParseError(f"not a page: {error}"[:200]) from error
    base_element = tree.find(".//base")
    base = web_link(base_element.get("href") if base_element is not None else None, url) or url
    named = [(link.get("href"), link.get("title") or "") for link in tree.iter("link") if _is_alternate(link.get("rel"), link.get("type"))]
    linked = [(link.get("href"), link.text_content()) for link in tree.iter("a") if LOOKS_LIKE_FEED.search(link.get("href") or "")]
    found: dict[str, Subscription] = {}
    for href, title in named + linked:
        address = web_link(href, base)
        if address and address not in found and len(found) < MOST_FOUND:
            found[address] = Subscription(url=address, title=line_of(title))
    return tuple(sorted(found.values(), key=lambda item: NOT_NEWS.search(item.url + " " + item.title) is not None))


def usual_places(url: str) -> tuple[str, ...]:
    """Where feeds usually are on the site of this address."""
    parts = urlsplit(url)
    site = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    here = parts.path.rstrip("/")
    deeper = (f"{site}{here}/feed/", f"{site}{here}/rss.xml") if here else ()
    return (*deeper, *(f"{site}{place}" for place in USUAL_PLACES))


def _is_alternate(rel: str | None, kind: str | None) -> bool:
    words = (rel or "").lower().split()
    return ("alternate" in words or "feed" in words) and TYPES.fullmatch((kind or "application/rss+xml").split(";")[0].strip()) is not None
