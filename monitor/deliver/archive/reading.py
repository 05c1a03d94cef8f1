"""A delivery in, its page and what the feeds tell of it out. A mail brings its own page; an edition as JSON gets a plain one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from typing import Any

from monitor.deliver.archive.nouns import Line, Sheet
from monitor.deliver.archive.pages import plain_page, served_page
from monitor.deliver.reading import mail_parts
from monitor.errors import DeliveryError
from monitor.model import Delivery, stable_id
from monitor.text import clean_line, safe_link, shorten

NUMBER = re.compile(r"^\s*\d+\.\s+")
"""The place of a story in its edition, before the headline."""


def read(delivery: Delivery, path: str) -> tuple[Sheet, str]:
    """The sheet and the page. Raises DeliveryError when the payload is neither a mail nor an edition as JSON."""
    if delivery.kind == "mail":
        return _from_mail(delivery, path)
    if delivery.kind == "json":
        return _from_json(delivery, path)
    raise DeliveryError(f"the archive takes mail or json and not {delivery.kind}", kind="permanent")


def _from_mail(delivery: Delivery, path: str) -> tuple[Sheet, str]:
    parts = mail_parts(delivery.payload)
    if parts.html is None:
        raise DeliveryError("the mail has no HTML part", kind="permanent")
    page = _Stories()
    page.feed(parts.html)
    stories = tuple(_line(NUMBER.sub("", one.title), one.url, outlet=one.outlet, excerpt=one.excerpt) for one in page.found if one.url)
    return _sheet(delivery, path, title=parts.subject, language=page.language, stories=stories), served_page(parts.html)


def _from_json(delivery: Delivery, path: str) -> tuple[Sheet, str]:
    try:
        edition = json.loads(delivery.payload)
        stories = tuple(_from_story(story) for story in _stories(edition))
    except (ValueError, AttributeError, TypeError, KeyError) as error:
        raise DeliveryError(f"the edition is no JSON of an edition: {error}", kind="permanent") from error
    title = str(edition.get("subject") or edition.get("name") or "")
    sheet = _sheet(delivery, path, title=title, language=str(edition.get("language") or "en"), stories=stories)
    return sheet, plain_page(sheet)


def _sheet(delivery: Delivery, path: str, *, title: str, language: str, stories: tuple[Line, ...]) -> Sheet:
    return Sheet(
        digest=delivery.digest,
        number=delivery.edition,
        title=clean_line(title, limit=300) or f"{delivery.digest} {delivery.edition}",
        path=path,
        published_at=delivery.created_at,
        language=language if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", language) else "en",
        stories=stories,
    )


def _stories(edition: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The stories of an edition: by topic, and those told by their headline only."""
    for group in (*edition.get("topics", ()), {"stories": edition.get("more", ())}):
        yield from group["stories"]


def _from_story(story: dict[str, Any]) -> Line:
    words = {name: str(story.get(name) or "") for name in ("title", "url", "outlet", "excerpt")}
    line = _line(words["title"], words["url"], outlet=words["outlet"], excerpt=words["excerpt"])
    return replace(line, id=str(story.get("story") or line.id))


def _line(title: str, url: str, *, outlet: str, excerpt: str) -> Line:
    link = safe_link(url) or ""
    return Line(
        id=stable_id(link or title),
        title=clean_line(title, limit=300),
        url=link,
        outlet=clean_line(outlet, limit=120),
        excerpt=shorten(clean_line(excerpt), 500),
    )


@dataclass(slots=True)
class _Found:
    title: str = ""
    url: str = ""
    outlet: str = ""
    excerpt: str = ""


class _Stories(HTMLParser):
    """The stories of our own mail: a linked h3, a small line that begins with the outlet, and a paragraph."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[_Found] = []
        self.language = "en"
        self._part = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "html":
            self.language = values.get("lang") or "en"
        elif tag == "h3":
            self.found.append(_Found())
            self._part = "title"
        elif tag == "h2":
            self._part = "over"
        elif self.found:
            self._within_story(tag, values)

    def _within_story(self, tag: str, values: dict[str, str | None]) -> None:
        story = self.found[-1]
        if tag == "a" and self._part == "title" and not story.url:
            story.url = values.get("href") or ""
        elif tag == "bdi" and self._part == "below" and not story.outlet:
            self._part = "outlet"
        elif tag == "p" and self._part == "below" and "class" not in values and not story.excerpt:
            self._part = "excerpt"

    def handle_endtag(self, tag: str) -> None:
        if (tag, self._part) in {("h3", "title"), ("bdi", "outlet"), ("p", "excerpt")}:
            self._part = "below"

    def handle_data(self, data: str) -> None:
        if self.found and self._part in {"title", "outlet", "excerpt"}:
            story = self.found[-1]
            setattr(story, self._part, getattr(story, self._part) + data)
