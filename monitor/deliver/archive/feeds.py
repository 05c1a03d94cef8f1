"""Sheets in, Atom and JSON Feed out: one pair for editions, one for stories."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from monitor.deliver.archive.nouns import Sheet

EDITIONS, STORIES = 50, 200
"""How many entries a feed holds; the index has them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One entry of a feed."""

    id: str
    title: str
    url: str
    words: str
    at: datetime


def feed_files(sheets: Sequence[Sheet], base_url: str) -> dict[str, bytes]:
    """The four files by name, for sheets newest first. Links are relative where no address is configured."""
    editions = [_edition(sheet, base_url) for sheet in sheets[:EDITIONS]]
    stories = list(_stories(sheets))[:STORIES]
    return {
        "atom.xml": _atom("Editions", "atom.xml", editions, base_url),
        "feed.json": _json("Editions", "feed.json", editions, base_url),
        "stories.xml": _atom("Stories", "stories.xml", stories, base_url),
        "stories.json": _json("Stories", "stories.json", stories, base_url),
    }


def _edition(sheet: Sheet, base_url: str) -> Told:
    words = "\n".join(line.title for line in sheet.stories)
    link = _address(base_url, sheet.path)
    return Told(id=_id("edition", sheet.digest, str(sheet.number)), title=sheet.title, url=link, words=words, at=sheet.published_at)


def _stories(sheets: Sequence[Sheet]) -> Iterator[Told]:
    """Each story once, as the newest edition that has it tells it."""
    seen: set[str] = set()
    for sheet in sheets:
        for line in sheet.stories:
            if line.id not in seen:
                seen.add(line.id)
                words = " - ".join(part for part in (line.outlet, line.excerpt) if part)
                yield Told(id=_id("story", line.id), title=line.title, url=line.url, words=words, at=sheet.published_at)


def _atom(title: str, name: str, entries: Sequence[Told], base_url: str) -> bytes:
    from feedgenerator import Atom1Feed

    feed = Atom1Feed(
        title=title,
        link=_address(base_url, "index.html"),
        description="",
        feed_url=_address(base_url, name),
        feed_guid=_id("feed", name, base_url),
        author_name="monitor",
    )
    for entry in entries:
        # The library marks a summary as HTML: what stands in it must be text there, too.
        words = escape(entry.words).replace("\n", "<br>\n")
        feed.add_item(title=entry.title, link=entry.url, description=words, unique_id=entry.id, pubdate=entry.at, updateddate=entry.at)
    text: str = feed.writeString("utf-8")
    return text.encode("utf-8")


def _json(title: str, name: str, entries: Sequence[Told], base_url: str) -> bytes:
    """JSON Feed 1.1 (jsonfeed.org)."""
    feed: dict[str, object] = {"version": "https://jsonfeed.org/version/1.1", "title": title}
    if base_url:
        feed |= {"home_page_url": _address(base_url, "index.html"), "feed_url": _address(base_url, name)}
    feed["items"] = [
        {"id": entry.id, "title": entry.title, "content_text": entry.words, "date_published": entry.at.isoformat()}
        | ({"url": entry.url} if entry.url else {})
        for entry in entries
    ]
    return json.dumps(feed, ensure_ascii=False, indent=1).encode("utf-8")


def _address(base_url: str, path: str) -> str:
    return f"{base_url.rstrip('/')}/{path}" if base_url else path


def _id(*parts: str) -> str:
    """The same for the same entry, wherever the folder is served from."""
    return uuid.uuid5(uuid.NAMESPACE_OID, "\x1f".join(("monitor", *parts))).urn
