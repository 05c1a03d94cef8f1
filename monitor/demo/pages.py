"""An outlet's dated articles in, the bytes of its pages and of its feed out, with the noise that real sites put around them."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from monitor.demo.dates import date_words
from monitor.demo.press import CONTENT, Outlet, Piece

FEED_PATH = "/feed"
FEED_TYPES = {
    "rss2": "application/rss+xml",
    "rss1": "application/rdf+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}
_TEASER = 2
"""How many paragraphs an article for subscribers shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """An outlet at its address, with the articles that are out by now, newest first."""

    outlet: Outlet
    address: str
    base_at: datetime
    pieces: tuple[Piece, ...]

    def url(self, piece: Piece) -> str:
        """Where the article is."""
        return self.address + piece.path(self.base_at)


@cache
def _layouts() -> Environment:
    folder = Path(__file__).parent / "layouts"
    return Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


@cache
def _labels() -> dict[str, dict[str, Any]]:
    return tomllib.loads((CONTENT / "labels.toml").read_text(encoding="utf-8"))


def page(site: Site, piece: Piece) -> bytes:
    """The article's page in its outlet's layout and encoding."""
    layout = "live" if piece.form == "live" else site.outlet.layout
    is_cut = piece.form == "paywall"
    at = piece.at(site.base_at)
    words = {
        "piece": piece,
        "url": site.url(piece),
        "at": at,
        "wrong_at": at + timedelta(days=2, hours=3),
        "minutes": lambda count: timedelta(minutes=count),
        "paragraphs": piece.paragraphs[:_TEASER] if is_cut else piece.paragraphs,
        "is_cut": is_cut,
        "json_ld": _json_ld(site, piece, at),
        "related": _related(site, piece, at),
    }
    return _filled(f"{layout}.html", site, piece.language, words)


def front(site: Site) -> bytes:
    """The list of what is out, with the feed announced in the head."""
    listed = [(piece.title, site.url(piece), piece.at(site.base_at)) for piece in site.pieces]
    return _filled("front.html", site, site.outlet.language, {"related": listed, "feed_type": FEED_TYPES[site.outlet.feed]})


def obstacle(site: Site) -> bytes:
    """The page that stands before every article: the one for consent, or the one that wants a browser."""
    return _filled(f"{site.outlet.fault}.html", site, site.outlet.language, {})


def feed(site: Site) -> bytes:
    """The feed in its outlet's format and encoding."""
    items = [_item(site, piece) for piece in site.pieces]
    if site.outlet.fault == "broken":
        return _filled("broken.xml", site, site.outlet.language, {})
    if site.outlet.feed == "json":
        return json.dumps(_json_feed(site, items), ensure_ascii=False, indent=1).encode()
    return _filled(f"{site.outlet.feed}.xml", site, site.outlet.language, {"items": items, "updated": site.base_at.isoformat()})


def _filled(layout: str, site: Site, language: str, words: dict[str, Any]) -> bytes:
    text = (
        _layouts()
        .get_template(layout)
        .render(
            outlet=site.outlet,
            site=site.address,
            feed_path=FEED_PATH,
            language=language,
            labels=_labels()[language],
            date_words=partial(date_words, language=language),
            **words,
        )
    )
    return text.encode(site.outlet.encoding, errors="xmlcharrefreplace")


def _related(site: Site, piece: Piece, at: datetime) -> list[tuple[str, str, datetime]]:
    """Other headlines with other dates: two of the outlet's own, and two of long ago that never leave the box."""
    own = [(other.title, site.url(other), other.at(site.base_at)) for other in site.pieces if other.slug != piece.slug][:2]
    older = enumerate(_labels()[piece.language]["older"], start=1)
    return own + [(title, f"{site.address}/archive/{number}", at - timedelta(days=211 * number)) for number, title in older]


def _json_ld(site: Site, piece: Piece, at: datetime) -> Markup:
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting" if piece.form == "live" else "NewsArticle",
        "headline": piece.title,
        "description": piece.summary,
        "datePublished": at.isoformat(),
        "dateModified": at.isoformat(),
        "inLanguage": piece.language,
        "mainEntityOfPage": site.url(piece),
        "publisher": {"@type": "Organization", "name": site.outlet.name},
    }
    if piece.author:
        told["author"] = {"@type": "Person", "name": piece.author}
    if piece.form == "paywall":
        told |= {
            "isAccessibleForFree": False,
            "hasPart": {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".paywall"},
        }
    return Markup(json.dumps(told, ensure_ascii=False, indent=1).replace("<", "\\u003c"))  # noqa: S704  # our own text, escaped


def _item(site: Site, piece: Piece) -> dict[str, str]:
    at = piece.at(site.base_at)
    is_whole = site.outlet.feed_text == "full" and piece.form == "article"
    return {
        "slug": piece.slug,
        "title": piece.title,
        "url": site.url(piece),
        "summary": piece.summary,
        "author": piece.author,
        "html": "".join(f"<p>{escape(paragraph)}</p>" for paragraph in piece.paragraphs) if is_whole else "",
        "iso": at.isoformat(),
        "rfc822": format_datetime(at),
    }


def _json_feed(site: Site, items: Sequence[dict[str, str]]) -> dict[str, Any]:
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": site.outlet.name,
        "home_page_url": f"{site.address}/",
        "feed_url": site.address + FEED_PATH,
        "language": site.outlet.language,
        "items": [
            {
                "id": f"{site.outlet.id}/{item['slug']}",
                "url": item["url"],
                "title": item["title"],
                "summary": item["summary"],
                "content_text": item["summary"],
                "date_published": item["iso"],
                "authors": [{"name": item["author"]}] if item["author"] else [],
            }
            for item in items
        ],
    }
