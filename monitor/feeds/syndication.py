"""An outlined XML feed in, its unseen items as feedparser understands them out; one bad item never costs another."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from monitor.errors import ParseError
from monitor.feeds.outline import Outline
from monitor.feeds.repair import repaired

MOST_ITEMS = 1_000
"""A feed that lists more is cut to its newest: nobody publishes so much between two polls."""

LARGEST_ITEM = 1_000_000
LARGEST_LOOSE = 20_000
"""An ill-formed piece up to this size is read by feedparser's own tolerant parser, which is quadratic; a larger one is mended first."""

NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "creativeCommons": "http://backend.userland.com/creativeCommonsRssModule",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "georss": "http://www.georss.org/georss",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "thr": "http://purl.org/syndication/thread/1.0",
    "wfw": "http://wellformedweb.org/CommentAPI/",
}
USED = re.compile(r"[<\s/]([A-Za-z_][\w.-]{0,31}):[A-Za-z_]")
DECLARED = re.compile(r"\sxmlns:([A-Za-z_][\w.-]{0,31})\s*=")


@dataclass(frozen=True, slots=True)
class Understood:
    """What feedparser made of a feed: its own data, each item with its source text, and what could not be used."""

    feed: Any
    items: tuple[tuple[str, Any], ...]
    rejected: tuple[str, ...]


def understood(frame: Outline, items: tuple[str, ...]) -> Understood:
    """Parse the feed's own words and these items."""
    frame = _with_namespaces(frame, items)
    mended, rejected = [], []
    for item in items:
        if len(piece := repaired(item)) <= LARGEST_ITEM:
            mended.append((item, piece))
        else:
            rejected.append(f"an item of {len(item)} characters")
    head = repaired(frame.head)
    if (whole := _together(frame, head, mended)) is not None:
        return Understood(whole.feed, tuple(zip((item for item, _ in mended), whole.entries, strict=True)), tuple(rejected))
    feed = _feed_data(frame, head)
    if (found := _together(frame, "", mended)) is not None:
        return Understood(feed, tuple(zip((item for item, _ in mended), found.entries, strict=True)), tuple(rejected))
    singles = tuple(_singles(frame, mended, rejected))
    return Understood(feed, singles, tuple(rejected))


def _singles(frame: Outline, mended: list[tuple[str, str]], rejected: list[str]) -> Iterator[tuple[str, Any]]:
    """Each item in a parse of its own, so that one that is ill-formed costs only itself."""
    for item, piece in mended:
        try:
            read = _single(frame, piece).entries
        except ParseError as error:
            rejected.append(f"{error}: {' '.join(item.split())[:80]}")
            continue
        if not read:
            rejected.append(f"nothing to be read in it: {' '.join(item.split())[:80]}")
        for entry in read[:1]:
            yield item, entry


def _together(frame: Outline, head: str, pieces: list[tuple[str, str]]) -> Any | None:
    """The head and all pieces in one parse; None when anything in them is ill-formed or feedparser lost count."""
    document = frame.document(head, *(piece for _, piece in pieces))
    if not _is_well_formed(document):
        return None
    try:
        found = _parsed(document)
    except ParseError:
        return None
    return found if len(found.entries) == len(pieces) else None


def _single(frame: Outline, piece: str) -> Any:
    document = frame.document(piece)
    if len(piece) > LARGEST_LOOSE and not _is_well_formed(document):
        document = _mended(document)
    return _parsed(document)


def _feed_data(frame: Outline, head: str) -> Any:
    """What the feed says of itself. An ill-formed head is cut short, since reading it is quadratic."""
    document = frame.document(head)
    if not _is_well_formed(document):
        document = frame.document(head[:LARGEST_LOOSE])
    try:
        return _parsed(document).feed
    except ParseError:
        return {}


def _parsed(document: bytes) -> Any:
    import feedparser

    # It looks for a parser that nobody has on every call, all over the disk.
    feedparser.api.PREFERRED_XML_PARSERS = []
    # Without an address of the document: feedparser would resolve guids against it, and they would change when the feed moves.
    headers = {"content-type": "application/xml; charset=utf-8"}
    try:
        # A stream and never bytes: feedparser opens a file or an address whose name the bytes happen to be.
        return feedparser.parse(io.BytesIO(document), response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:
        # It raises from two dozen places over bad input; one item is lost, not the feed.
        raise ParseError(f"{type(error).__name__}: {error}"[:200]) from error


def _is_well_formed(document: bytes) -> bool:
    parser = expat.ParserCreate(namespace_separator=" ")
    try:
        parser.Parse(document, True)
    except expat.ExpatError:
        return False
    return True


def _mended(document: bytes) -> bytes:
    from lxml import etree

    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        tree = etree.fromstring(document, parser)
    except etree.XMLSyntaxError as error:
        raise ParseError(f"beyond repair: {error}"[:200]) from error
    if tree is None:
        raise ParseError("beyond repair")
    return bytes(etree.tostring(tree, encoding="utf-8", xml_declaration=True))


def _with_namespaces(frame: Outline, items: tuple[str, ...]) -> Outline:
    """The frame with the prefixes that are used but nowhere declared: one missing declaration would condemn every item."""
    from dataclasses import replace

    prefix = repaired(frame.prefix)
    declared = set(DECLARED.findall(prefix)) | {"xml", "xmlns"}
    used = set(USED.findall(prefix)) | set(USED.findall(frame.head)) | {name for item in items for name in USED.findall(item[:100_000])}
    missing = [name for name in sorted(used - declared) if name.lower() not in {"http", "https", "mailto", "javascript"}][:50]
    added = "".join(f' xmlns:{name}="{NAMESPACES.get(name, "urn:undeclared:" + name)}"' for name in missing)
    return replace(frame, prefix=re.sub(r"^<[\w:.-]+", lambda start: start[0] + added, prefix, count=1))


def iter_hints(feed: Any, head: str) -> Iterator[tuple[str, str]]:
    """The wishes of a feed for its polling, as (name, text)."""
    for name in ("ttl", "sy_updateperiod", "sy_updatefrequency"):
        if text := str(feed.get(name) or ""):
            yield name, text[:20]
    for name in ("hour", "day"):
        block = re.search(rf"<skip{name}s>(.{{0,2000}}?)</skip{name}s>", head, re.IGNORECASE | re.DOTALL)
        for text in re.findall(rf"<{name}>\s*(\w{{1,12}})\s*</{name}>", block[1], re.IGNORECASE) if block else ():
            yield name, text
