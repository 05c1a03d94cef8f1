"""What a page says of itself: JSON-LD, Open Graph and its own tags, in that order of trust."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monitor.extract.blocks import share
from monitor.extract.body import bare
from monitor.extract.tree import line_of
from monitor.extract.when import is_credible
from monitor.model import UNDATED, Page, Published
from monitor.text import published_from, safe_link

if TYPE_CHECKING:
    from lxml.html import HtmlElement

ARTICLE_TYPES = re.compile(r"(?:News|Report|Blog|Analysis|Opinion|Review)?\w*(?:Article|Posting)$")
URL_DATE = re.compile(r"/(20\d{2}|19\d{2})[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=\D|$)")
URL_MONTH = re.compile(r"/(20[012]\d|199\d)/(0[1-9]|1[0-2])/")
SUFFIX = re.compile(r"(?:\s+(?:[|–—•·»]|-{1,2}|::)\s+|\s*[｜]\s*)([^|–—•·»｜]{2,60})$")
DATED = re.compile(r"^[\d./ -]{6,12}$")
MOST_JSON = 500_000
BY = re.compile(r"^\s*(?:by|von|par|por|przez|od|автор:?|автори?:?|作者[:：]?|记者)\s+", re.IGNORECASE)
SECTIONS = re.compile(r"(?<=[\u3040-\u9fff！？）)”」》])_[^_]{2,20}(?:_[^_]{2,20})*$")
"""How Chinese pages name their section and their outlet after a title."""
LONGEST_BYLINE = 160
REPEATED = 0.75
SECTION = 9
"""A heading of fewer signs is a section's name."""
NO_AUTHOR = re.compile(r"://|@|_|\b(?:Co|Inc|Ltd|LLC|GmbH|S\.A|Studio)\.?$")
"""An address, or the title of a site, is no name, and who built the pages did not write them."""
HOST_SUFFIX = re.compile(r"\s+[|–—•·»-]\s+[\w-]+\.(?:[a-z]{2,3}|info|news)\b.*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the page says of its article; None where it says nothing."""

    title: str | None = None
    titles: tuple[str, ...] = ()
    """What its structured data call it, each as it stands."""
    description: str | None = None
    byline: tuple[str, ...] = ()
    """Its authors as they are stated: people, agencies and desks."""
    calls_itself: tuple[str, ...] = ()
    """What the site calls itself, also behind its titles."""
    published: Published = UNDATED
    outlet: str | None = None
    language: str | None = None
    canonical_url: str | None = None
    is_free: bool | None = None
    is_live: bool = False
    is_article: bool = False


def said_by(tree: HtmlElement, page: Page) -> Said:
    """Everything the page says of its article, each from the most trusted place that says it."""
    linked = _linked_article(tree)
    meta = _meta(tree)
    outlet = _name(linked.get("publisher")) or meta.get("og:site_name")
    return Said(
        title=_title(linked, meta, tree, outlet),
        titles=tuple(filter(None, (_text(linked.get("headline")), meta.get("og:title"), meta.get("twitter:title")))),
        description=_text(linked.get("description")) or meta.get("og:description") or meta.get("description"),
        byline=_byline(linked, meta, tree),
        calls_itself=_calls_itself(linked, meta, tree),
        published=_published(linked, meta, page),
        outlet=outlet,
        language=_language(tree, linked),
        canonical_url=safe_link(tree.xpath("string(//link[@rel='canonical']/@href)") or meta.get("og:url")),
        is_free=_boolean(linked.get("isAccessibleForFree")),
        is_live="LiveBlogPosting" in str(linked.get("@type")),
        is_article=bool(linked) or meta.get("og:type") == "article",
    )


def _title(linked: Mapping[str, Any], meta: Mapping[str, str], tree: HtmlElement, outlet: str | None) -> str | None:
    """The headline: of the structured data, else Open Graph's, else the heading.

    Where structured data, heading and window title agree, they were all written for search engines, and the editor's
    own headline is Open Graph's, if that is another: the same without its kicker, or one that no other network is given.
    Of two forms that differ in their marks alone, the window's is right.
    """
    window = SECTIONS.sub("", tree.xpath("string(//title)").strip())
    heading = _heading(tree, window)
    headline, shared, card, bare_heading, bare_window = (
        without_outlet(title, outlet, heading)
        for title in (_text(linked.get("headline")), meta.get("og:title"), meta.get("twitter:title"), heading, window)
    )
    if headline and shared and headline == bare_heading == bare_window:
        said, own = bare(headline), bare(shared)
        if own and own != said and (own in said or card != shared):
            return shared
    if headline and shared and bare(headline) == bare(shared) and window.startswith(shared):
        return shared
    return headline or shared or card or bare_heading or bare_window


def _heading(tree: HtmlElement, window: str) -> str:
    """The heading that the window title repeats; else the first that is more than a section's name."""
    around = bare(window)
    words = frozenset(around.split())
    for level in ("h1", "h2|//h3"):
        headings = [line_of(element) for element in tree.xpath(f"(//{level})[position() <= 60]")]
        keys = {text: bare(text) for text in headings if len(text) >= SECTION}
        repeated = [text for text, key in keys.items() if key in around or share(frozenset(key.split()), words) >= REPEATED]
        if repeated:
            return max(repeated, key=len)
    first = " ".join(tree.xpath("string((//h1[normalize-space()])[1])").split())
    return first if len(first) >= SECTION or not around else ""


def _linked_article(tree: HtmlElement) -> Mapping[str, Any]:
    """The first article among the page's JSON-LD, or nothing."""
    for script in tree.xpath("//script[contains(@type, 'ld+json')]"):
        text = script.text or ""
        if len(text) > MOST_JSON:
            continue
        try:
            value = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(value):
            kinds = node.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(kind, str) and ARTICLE_TYPES.search(kind) for kind in kinds):
                return node
    return {}


def _nodes(value: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    if depth > 4:
        return
    if isinstance(value, list):
        for part in value[:50]:
            yield from _nodes(part, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            if isinstance(value.get(key), list | dict):
                yield from _nodes(value[key], depth + 1)


def _meta(tree: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.xpath("//meta[@content]"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        if name and element.get("content").strip():
            found.setdefault(name.lower(), element.get("content").strip())
    return found


def _byline(linked: Mapping[str, Any], meta: Mapping[str, str], tree: HtmlElement) -> tuple[str, ...]:
    single = meta.get("author") or meta.get("article:author") or tree.xpath("string((//*[@rel='author' or @itemprop='author'])[1])")
    names = list(_names(linked.get("author"))) or [single]
    clean = (" ".join(BY.sub("", name).split()) for name in names)
    return tuple(dict.fromkeys(name for name in clean if 1 < len(name) < LONGEST_BYLINE and not NO_AUTHOR.search(name)))


def _calls_itself(linked: Mapping[str, Any], meta: Mapping[str, str], tree: HtmlElement) -> tuple[str, ...]:
    """The publisher, the site's name, and the last parts of the window's title, unless they could be a columnist's name."""
    window = re.split(r"\s*[|–—•·»｜_-]\s*", tree.xpath("string(//title)").strip())[1:]
    names = (
        _name(linked.get("publisher")),
        meta.get("og:site_name"),
        meta.get("application-name"),
        *(part for part in window if " " not in part),
    )
    return tuple(name for name in names if name)


def _names(value: Any) -> Iterator[str]:
    for part in value if isinstance(value, list) else [value]:
        name = _name(part)
        if name:
            yield name


def _name(value: Any) -> str | None:
    return _text(value.get("name")) if isinstance(value, dict) else _text(value)


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    return html.unescape(value).strip() or None if isinstance(value, str) else None


def _boolean(value: Any) -> bool | None:
    return {"true": True, "false": False}.get(str(value).strip().lower())


PUBLISHED_NAMES = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "date",
    "pubdate",
    "dc.date.issued",
    "parsely-pub-date",
    "publishdate",
    "sailthru.date",
    "publish-date",
    "dcterms.created",
)


def _published(linked: Mapping[str, Any], meta: Mapping[str, str], page: Page) -> Published:
    """The first date that somebody can mean: more than a year, and neither the zero of a clock nor of the future."""
    candidates = [_text(linked.get("datePublished"))] + [meta.get(name) for name in PUBLISHED_NAMES]
    for candidate in candidates:
        found = stated_date(candidate or "")
        if is_credible(found, page.fetched_at):
            return found
    named = date_in_url(page.url)
    return named if is_credible(named, page.fetched_at) else UNDATED


def stated_date(text: str) -> Published:
    """A date as structured data or a `time` element state it; a year alone is none."""
    found = published_from(_iso(text), source="structured")
    return found if found.value and len(found.value) > len("2011") else UNDATED


def date_in_url(url: str) -> Published:
    """The date in an address's path: `/2011/12/07/`, `/20111207`; also one without a day."""
    found = URL_DATE.search(url)
    if found:
        return published_from("-".join(found.groups()), source="url")
    month = URL_MONTH.search(url)
    return published_from("-".join(month.groups()), source="url") if month else UNDATED


def _iso(text: str) -> str:
    """`2026-11-24 09:30:00 +0100` and its like as ISO 8601."""
    text = re.sub(r"^(\d{4}-\d{2}-\d{2})\s+(\d{2}:\d{2}(?::\d{2})?)", r"\1T\2", text.strip())
    return re.sub(r"(?<=\d)\s+(?=[+-]\d{2})", "", text).replace(" UTC", "+00:00")


def _language(tree: HtmlElement, linked: Mapping[str, Any]) -> str | None:
    said = _text(linked.get("inLanguage")) or tree.xpath("string(/html/@lang)")
    match = re.match(r"[a-zA-Z]{2,3}(?=$|[-_])", said or "")
    return match[0].lower() if match else None


def without_outlet(title: str | None, outlet: str | None, heading: str) -> str | None:
    """The title without the outlet's name at its end, on a sign that it is one: the outlet, or the page's own heading."""
    title, heading = HOST_SUFFIX.sub("", " ".join((title or "").split())), " ".join(heading.split())
    suffix = SUFFIX.search(title)
    while suffix:
        bare = title[: suffix.start()].strip()
        name = suffix[1].strip().casefold()
        is_outlet = outlet is not None and (name in outlet.casefold() or outlet.casefold() in name)
        if not (is_outlet or DATED.match(name) or bare.casefold() == heading.casefold()):
            break
        title, suffix = bare, SUFFIX.search(bare)
    return title or None
