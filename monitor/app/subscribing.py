"""An address a person pasted in, the feeds behind it out."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.errors import FetchError, ParseError
from monitor.feeds import find_feeds, parse_feed, usual_places
from monitor.model import Answer, CleanText, Feed, Request

if TYPE_CHECKING:
    from monitor.app.build import App

MOST_NAMED = 20
"""So many of the feeds that a page names are asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A feed that was asked and understood."""

    url: str
    title: CleanText
    entries: int
    language: str | None = None


def feeds_at(app: App, url: str) -> tuple[Found, ...]:
    """The feed at this address, else those its page names, else one at a usual place. Raises FetchError, ParseError."""
    answer = app.fetcher.fetch(Request(url=url, kind="feed"))
    try:
        return (_found(app, url, answer),)
    except ParseError:
        named = app.workers.submit(find_feeds, answer.body, answer.url, content_type=answer.content_type).result()
    found = _those_that_answer(app, [subscription.url for subscription in named], most=MOST_NAMED)
    if not found:
        found = _those_that_answer(app, usual_places(answer.url), most=1)
    if not found:
        raise ParseError("no feed there: the page names none that answers, and none is at a usual place")
    return found


def _those_that_answer(app: App, urls: Sequence[str], *, most: int) -> tuple[Found, ...]:
    found: dict[str, Found] = {}
    for url in urls:
        if len(found) >= most:
            break
        # What a page names and does not answer, or a usual place that is empty here, is no failure.
        with suppress(FetchError, ParseError):
            answer = app.fetcher.fetch(Request(url=url, kind="feed"))
            found.setdefault(answer.url, _found(app, url, answer))
    return tuple(found.values())


def _found(app: App, url: str, answer: Answer) -> Found:
    """The feed in an answer; where it has moved for good is where to subscribe. Raises ParseError."""
    feed = Feed(id="probe", url=answer.url, name="")
    call = app.workers.submit(parse_feed, answer.body, feed=feed, content_type=answer.content_type, url=answer.url)
    parsed = call.result()
    return Found(url=answer.moved_to or url, title=parsed.title, entries=len(parsed.entries), language=parsed.language)
