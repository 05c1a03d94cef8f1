"""Nouns with everything filled in; a test states only what it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from monitor.model import (
    Article,
    CleanText,
    Delivery,
    Edition,
    Entry,
    Feed,
    FeedState,
    Poll,
    Published,
    Reading,
    StoryItem,
    Verdict,
    Window,
    stable_id,
)
from tests.fakes import NOON


def feed(id: str = "harbour", **changes: Any) -> Feed:
    return replace(Feed(id=id, url=f"https://{id}.example/feed", name=id.title(), language="en", country="GB", kind="daily"), **changes)


def entry(title: str = "Radar opens", **changes: Any) -> Entry:
    feed_id = changes.pop("feed_id", "harbour")
    link = changes.pop("url", f"https://{feed_id}.example/{stable_id(title)}")
    known = Entry(
        id=stable_id(feed_id, link),
        feed_id=feed_id,
        guid=link,
        url=link,
        title=CleanText(title),
        summary=CleanText(f"{title}, officials said."),
        published=Published(value=NOON.isoformat(), at=NOON, source="feed"),
    )
    return replace(known, **changes)


def poll(*entries: Entry, **changes: Any) -> Poll:
    state = FeedState(status="ok", last_poll_at=NOON, next_poll_at=NOON + timedelta(minutes=30))
    return replace(Poll(feed_id="harbour", polled_at=NOON, state=state, entries=entries), **changes)


def article(title: str = "Radar opens", **changes: Any) -> Article:
    known = Article(
        url=f"https://harbour.example/{stable_id(title)}",
        title=CleanText(title),
        text=CleanText(f"{title}. The early-warning radar opened on Tuesday.\n\nIt took six years to build."),
        outlet=CleanText("Harbour Post"),
        published=Published(value=NOON.isoformat(), at=NOON, source="feed"),
        language="en",
    )
    return replace(known, **changes)


def verdict(topic: str = "radars", **changes: Any) -> Verdict:
    return replace(Verdict(topic=topic, is_match=True, score=5.0, threshold=3.0, clause="title"), **changes)


def reading(entry_id: str, **changes: Any) -> Reading:
    item = StoryItem(id=entry_id, url=None, title="Radar opens", order_at=NOON)
    known = Reading(entry_id=entry_id, read_at=NOON, article=article(), verdicts=(verdict(),), story_item=item)
    return replace(known, **changes)


def edition(period: str = "2026-11-24", number: int = 1, **changes: Any) -> Edition:
    window = Window(start=NOON - timedelta(days=1), end=NOON)
    return replace(Edition(digest="daily", period=period, number=number, window=window, published_at=NOON), **changes)


def delivery(recipient: str = "ada@example.org", **changes: Any) -> Delivery:
    known = Delivery(
        id=stable_id("daily", "1", recipient),
        digest="daily",
        edition=1,
        channel="mail",
        recipient=recipient,
        kind="mail",
        payload=b"Subject: x\r\n\r\nbody\r\n",
        message_id="<1@example.org>",
        created_at=NOON,
        next_attempt_at=NOON,
    )
    return replace(known, **changes)


def window(start: datetime, end: datetime) -> Window:
    return Window(start=start, end=end)
