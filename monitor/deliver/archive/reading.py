"""A delivery in, its page and what the feeds tell of it out. A mail brings its own page; an edition as JSON gets a plain one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
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
    headings = _Headings()
    headings.feed(parts.html)
    stories = tuple(_line(NUMBER.sub("", title), url) for title, url in headings.found if title and url)
    return _sheet(delivery, path, title=parts.subject, language=headings.language, stories=stories), served_page(parts.html)


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
    line = _line(str(story.get("title") or ""), str(story.get("url") or ""))
    return Line(
        id=str(story.get("story") or line.id),
        title=line.title,
        url=line.url,
        outlet=clean_line(str(story.get("outlet") or ""), limit=120),
        excerpt=shorten(clean_line(str(story.get("excerpt") or "")), 500),
    )


def _line(title: str, url: str) -> Line:
    link = safe_link(url) or ""
    return Line(id=stable_id(link or title), title=clean_line(title, limit=300), url=link)


class _Headings(HTMLParser):
    """The linked headlines of our own mail: an h3 with the link in it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.language = "en"
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "html":
            self.language = values.get("lang") or "en"
        if tag == "h3":
            self._is_inside = True
            self.found.append(("", ""))
        elif tag == "a" and self._is_inside and not self.found[-1][1]:
            self.found[-1] = (self.found[-1][0], values.get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "h3":
            self._is_inside = False

    def handle_data(self, data: str) -> None:
        if self._is_inside:
            self.found[-1] = (self.found[-1][0] + data, self.found[-1][1])
