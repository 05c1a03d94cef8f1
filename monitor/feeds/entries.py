"""What feedparser understood of an item in, an Entry out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from monitor.feeds.dates import parse_date
from monitor.feeds.identity import entry_keys
from monitor.feeds.links import web_link
from monitor.feeds.words import line_of, prose_of
from monitor.model import UNDATED, CleanText, Entry, Feed, Published
from monitor.text import clean_line

LONGEST_CONTENT = 400_000
LONGEST_GUID = 500
MOST_NAMES = 20

ADDRESS = re.compile(r"\s*[<(]?[\w.+-]+@[\w.-]+\.\w+[>)]?\s*")
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What an item needs to know of its feed."""

    feed: Feed
    url: str
    language: str | None
    shared: frozenset[str]


def entry_of(found: Any, context: Context) -> Entry:
    """The entry that one parsed item announces."""
    title = line_of(str(found.get("title") or ""))
    summary_markup = str(found.get("summary") or "")
    content = max((str(part.get("value") or "") for part in found.get("content") or ()), key=len, default="")
    url = _link(found, context)
    source_name, source_url = _source(found, url, context)
    if source_name and title.endswith(f" - {source_name}"):
        title = CleanText(title[: -len(source_name) - 3].rstrip())
    guid = clean_line(str(found.get("id") or ""), limit=LONGEST_GUID) or None
    summary = prose_of(summary_markup or content)
    keys = entry_keys(context.feed.id, guid=guid, url=url, title=title, text=summary, shared=context.shared)
    language = language_code(found.get("language") or (found.get("title_detail") or {}).get("language")) or context.language
    return Entry(
        id=keys[0],
        keys=keys,
        feed_id=context.feed.id,
        guid=guid,
        url=url,
        title=title,
        summary=summary,
        content=(content or summary_markup)[:LONGEST_CONTENT],
        byline=_names(found),
        published=_published(found, language),
        language=language,
        source_name=source_name,
        source_url=source_url,
        categories=tuple(filter(None, (line_of(str(tag.get("term") or "")) for tag in (found.get("tags") or ())[:MOST_NAMES]))),
    )


def language_code(raw: object) -> str | None:
    """A language as BCP 47 writes it, lower case; None for what is none."""
    text = str(raw or "").strip().replace("_", "-").lower()
    return text if LANGUAGE.fullmatch(text) else None


def _published(found: Any, language: str | None) -> Published:
    for name in ("published", "created", "updated", "dc_date", "date"):
        published = parse_date(found.get(name), language)
        if published != UNDATED:
            return published
    return UNDATED


def _link(found: Any, context: Context) -> str | None:
    """The page behind an item: what it was before a feed service counted clicks, its link, an alternate, a guid that is one."""
    candidates = [found.get("feedburner_origlink"), found.get("link")]
    candidates += [link.get("href") for link in found.get("links") or () if link.get("rel", "alternate") == "alternate"]
    if re.match(r"https?://", str(found.get("id") or ""), re.IGNORECASE) and found.get("guidislink", True):
        candidates.append(found.get("id"))
    return next(filter(None, (web_link(str(link), context.url) for link in candidates if link)), None)


def _source(found: Any, url: str | None, context: Context) -> tuple[CleanText | None, str | None]:
    """The outlet an aggregator took an item from, if it says so and is not that outlet itself."""
    source = found.get("source") or {}
    name = line_of(str(source.get("title") or source.get("value") or ""))
    home = web_link(str(source.get("href") or source.get("link") or ""), context.url)
    if home and _site(home) == _site(context.feed.url):
        return None, None
    return (name or None), home


def _site(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _names(found: Any) -> tuple[CleanText, ...]:
    """The people of a byline, without their addresses."""
    names: list[CleanText] = []
    authors = found.get("authors") or [{"name": found.get("author") or ""}]
    for author in authors[:MOST_NAMES]:
        name = line_of(ADDRESS.sub(" ", str(author.get("name") or "")[:300]).strip(" ()<>,;"))
        if name and name not in names:
            names.append(name)
    return tuple(names)
