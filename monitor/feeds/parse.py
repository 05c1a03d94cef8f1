"""A feed's bytes in, what they announce out: every format, only the items not seen before."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from monitor.errors import ParseError
from monitor.feeds.dates import parse_date
from monitor.feeds.decode import text_of
from monitor.feeds.entries import Context, entry_of, language_code
from monitor.feeds.identity import shared_links
from monitor.feeds.json_feed import read_json_feed
from monitor.feeds.links import web_link
from monitor.feeds.list_page import read_list_page
from monitor.feeds.outline import Outline, outline
from monitor.feeds.sitemap import read_url
from monitor.feeds.split import split_entries
from monitor.feeds.syndication import MOST_ITEMS, iter_hints, understood
from monitor.feeds.words import line_of
from monitor.model import Entry, Feed, ParsedFeed

PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8_760}
"""Hours of sy:updatePeriod."""


def parse_feed(body: bytes, *, feed: Feed, content_type: str = "", url: str, known_items: tuple[str, ...] = ()) -> ParsedFeed:
    """What a feed announces; raises ParseError when the bytes are no feed.

    `known_items` are the `item_hashes` of the last poll: what stands in them is counted as known and not parsed.
    """
    text = text_of(body, content_type)
    if feed.format == "page":
        data, items = read_list_page(text, feed.selector or "a")
        return _from_items(data, items, feed, url, known_items)
    start = text.lstrip()[:1]
    if start == "{":
        data, items = read_json_feed(text)
        return _from_items(data, items, feed, url, known_items)
    return _from_xml(outline(text), feed, url, known_items)


# -- XML


def _from_xml(frame: Outline, feed: Feed, url: str, known_items: tuple[str, ...]) -> ParsedFeed:
    if not frame.items and not frame.is_complete:
        raise ParseError("not a feed: it breaks off before its first item ends")
    chosen = _newest(frame.items)
    hashes = [frame.hash_of(item) for item in chosen]
    known = frozenset(known_items)
    unseen = [item for item, digest in zip(chosen, hashes, strict=True) if digest not in known]
    shared = shared_links(chosen) if unseen else frozenset[str]()
    rejected: list[str] = []
    if frame.kind in {"urlset", "sitemapindex"}:
        data, found = {}, _sitemap_items(frame, unseen, rejected)
    else:
        result = understood(frame, tuple(unseen))
        data, found = result.feed, [entry for _, entry in result.items]
        rejected += result.rejected
    context = Context(feed=feed, url=url, language=feed.language or language_code(data.get("language")), shared=shared)
    entries, repeated = _entries(found, context, rejected)
    return _parsed_feed(
        data,
        entries,
        context,
        item_hashes=tuple(hashes),
        rejected=tuple(rejected),
        known=len(chosen) - len(unseen) + repeated,
        is_complete=frame.is_complete,
        left_out=len(frame.items) - len(chosen),
        hints=dict(_hints(data, frame.head)),
    )


def _newest(items: tuple[str, ...]) -> tuple[str, ...]:
    """The newest items of a feed that lists too many: the first, unless the dates say that it is written upside down."""
    if len(items) <= MOST_ITEMS:
        return items
    first, last = (_date_in(item) for item in (items[0], items[-1]))
    is_upside_down = first is not None and last is not None and first < last
    return items[-MOST_ITEMS:] if is_upside_down else items[:MOST_ITEMS]


def _date_in(item: str) -> Any:
    found = re.search(r"<(?:pubDate|published|updated|dc:date|lastmod|news:publication_date)[^>]*>([^<]{4,64})<", item)
    return parse_date(found[1]).at if found else None


def _sitemap_items(frame: Outline, items: Sequence[str], rejected: list[str]) -> list[dict[str, Any]]:
    if frame.kind == "sitemapindex":
        raise ParseError("not a feed: an index of sitemaps; subscribe to the one with news")
    found = []
    for item in items:
        try:
            found.append(read_url(frame, item))
        except ParseError as error:
            rejected.append(f"{error}: {' '.join(item.split())[:80]}")
    return found


def _hints(data: Any, head: str) -> Iterable[tuple[str, Any]]:
    """ttl, skip_hours and skip_days as values; nonsense counts as not said."""
    said: dict[str, list[str]] = {}
    for name, text in iter_hints(data, head):
        said.setdefault(name, []).append(text)
    minutes = _number(said.get("ttl", [""])[0], 525_600)
    hours = PERIODS.get(said.get("sy_updateperiod", [""])[0].strip().lower(), 0) / (
        _number(said.get("sy_updatefrequency", ["1"])[0], 1_000) or 1
    )
    if minutes or hours:
        yield "ttl", max(timedelta(minutes=minutes), timedelta(hours=hours))
    yield "skip_hours", tuple(sorted({int(hour) % 24 for hour in said.get("hour", ()) if hour.isdigit() and int(hour) <= 24}))
    yield "skip_days", tuple(day.capitalize() for day in said.get("day", ()) if day.lower().endswith("day"))


def _number(text: str, most: int) -> int:
    return min(int(text), most) if re.fullmatch(r"[0-9]{1,9}", text.strip()) else 0


# -- everything else


def _from_items(data: dict[str, Any], items: list[dict[str, Any]], feed: Feed, url: str, known_items: tuple[str, ...]) -> ParsedFeed:
    """A feed whose items are already values: JSON, or the links of a page."""
    chosen = items[:MOST_ITEMS]
    hashes = [hashlib.blake2b(repr(sorted(item.items())).encode("utf-8", "replace"), digest_size=8).hexdigest() for item in chosen]
    known = frozenset(known_items)
    unseen = [item for item, digest in zip(chosen, hashes, strict=True) if digest not in known]
    links = [str(item.get("link")) for item in chosen]
    shared = frozenset(link for link in links if link and links.count(link) > 1) if feed.format != "page" else frozenset[str]()
    base = web_link(data.get("base"), url) or url
    context = Context(feed=feed, url=base, language=feed.language or language_code(data.get("language")), shared=shared)
    rejected: list[str] = []
    entries, repeated = _entries(unseen, context, rejected)
    return _parsed_feed(
        data,
        entries,
        context,
        item_hashes=tuple(hashes),
        rejected=tuple(rejected),
        known=len(chosen) - len(unseen) + repeated,
        left_out=len(items) - len(chosen),
        hints={},
    )


def _entries(found: Iterable[Any], context: Context, rejected: list[str]) -> tuple[tuple[Entry, ...], int]:
    """Each entry once, and how many were repeated: what a feed lists twice is the same entry."""
    entries = [entry for item in found for entry in split_entries(entry_of(item, context), is_split=context.feed.is_split)]
    usable = [entry for entry in entries if entry.title or entry.summary or entry.url]
    rejected += ["an item with neither title, text nor link"] * (len(entries) - len(usable))
    seen: dict[str, Entry] = {}
    for entry in usable:
        seen.setdefault(entry.id, entry)
    return tuple(seen.values()), len(usable) - len(seen)


def _parsed_feed(
    data: Any, entries: tuple[Entry, ...], context: Context, *, left_out: int, hints: dict[str, Any], **counts: Any
) -> ParsedFeed:
    return ParsedFeed(
        title=line_of(str(data.get("title") or "")),
        language=context.language,
        entries=entries,
        site_url=web_link(str(data.get("link") or ""), context.url),
        note=f"{left_out} older items left out" if left_out else "",
        left_out=left_out,
        **hints,
        **counts,
    )
