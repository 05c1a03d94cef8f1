"""Feeds and their states in, what a person or a program reads of them out. Addresses are shown without passwords and tokens."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from monitor.cadence import words_for
from monitor.model import DueFeed, Feed
from monitor.text import clean_line, redact

NEVER = "never"


def due_line(due: DueFeed) -> str:
    """One line: id, state, since when, last new item, next poll, why."""
    state = due.state
    return (
        f"{due.feed.id:24} {status_of(due):9} since {_day(state.status_since)}, last new {_day(state.last_entry_at)}, "
        f"next poll {_minute(state.next_poll_at)}: {redact(state.why) or 'not asked yet'}"
    )


def due_page(due: DueFeed) -> str:
    """Everything remembered of one feed, a line each; what is not known is left out."""
    feed, state = due.feed, due.state
    lines: list[tuple[str, str | None]] = [
        ("feed", f"{feed.id} ({feed.name})"),
        ("address", redact(feed.url)),
        ("asked at", f"{redact(due.url)}, where it has moved for good" if due.url != feed.url else None),
        ("from", "config.yaml" if feed.origin == "config" else "monitor feeds add"),
        ("state", f"{status_of(due)} since {_minute(state.status_since)}"),
        ("why", redact(state.why) or "not asked yet"),
        ("last asked", _minute(state.last_poll_at)),
        ("last answer", _minute(state.last_success_at)),
        ("last new item", _minute(state.last_entry_at)),
        ("newest item of", _minute(state.newest_at)),
        ("next poll", _minute(state.next_poll_at)),
        ("rhythm", f"one new item in {words_for(state.rhythm)}" if state.rhythm else None),
        ("interval", words_for(state.interval) if state.interval else None),
        ("failing", f"{_times(state.failures)} since {_minute(state.failing_since)}" if state.failures else None),
        (
            "redirects for good to",
            f"{redact(state.moved_to)} ({_times(state.moved_seen)} since {_minute(state.moved_since)})" if state.moved_to else None,
        ),
        ("answered 304 over new content", _times(state.lies) if state.lies else None),
        ("may have missed items", f"{_times(state.missed)}: nothing known stood in the feed any more" if state.missed else None),
        ("asks to be left alone", _wishes(due)),
    ]
    return "\n".join(f"{name}: {text}" for name, text in lines if text is not None)


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def due_json(due: DueFeed) -> dict[str, Any]:
    """A feed with its state, for programs."""
    feed, state = due.feed, due.state
    return {
        "id": feed.id,
        "url": redact(feed.url),
        "asked_url": redact(due.url),
        "name": feed.name,
        "origin": feed.origin,
        "language": feed.language,
        "country": feed.country,
        "kind": feed.kind,
        "state": status_of(due),
        "since": _iso(state.status_since),
        "why": redact(state.why),
        "last_poll_at": _iso(state.last_poll_at),
        "last_success_at": _iso(state.last_success_at),
        "last_entry_at": _iso(state.last_entry_at),
        "newest_at": _iso(state.newest_at),
        "next_poll_at": _iso(state.next_poll_at),
        "interval_s": _seconds(state.interval),
        "rhythm_s": _seconds(state.rhythm),
        "failures": state.failures,
        "moved_to": redact(state.moved_to) if state.moved_to else None,
        "moved_seen": state.moved_seen,
        "adopted_url": redact(state.adopted_url) if state.adopted_url else None,
        "lies": state.lies,
        "missed": state.missed,
    }


def status_of(due: DueFeed) -> str:
    """Its state; a feed that the configuration pauses is paused whatever it was before."""
    return "paused" if due.feed.is_paused else due.state.status


def as_opml(feeds: Iterable[Feed]) -> bytes:
    """Every feed as OPML, grouped by kind."""
    from monitor.feeds import Subscription, write_opml

    listed = [Subscription(url=redact(feed.url), title=clean_line(feed.name), groups=(feed.kind,)) for feed in feeds]
    return write_opml(listed, title="Feeds of monitor") + b"\n"


def feeds_yaml(feeds: Iterable[Feed]) -> str:
    """The `feeds:` section of config.yaml; JSON strings are YAML strings, so nothing needs escaping of its own."""
    lines = ["feeds:"]
    for feed in feeds:
        values = {
            "id": feed.id,
            "name": feed.name,
            "url": redact(feed.url),
            "language": feed.language,
            "country": feed.country,
            "kind": feed.kind if feed.kind != "other" else None,
            "format": feed.format if feed.format != "feed" else None,
            "selector": feed.selector,
            "excerpt": feed.excerpt if feed.excerpt != "feed" else None,
            "since": _iso(feed.since),
            "poll_every": f"{round(feed.poll_every.total_seconds())}s" if feed.poll_every else None,
        }
        flags = {"state_media": feed.is_state_media, "split": feed.is_split, "paused": feed.is_paused}
        texts = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in values.items() if value is not None]
        texts += [f"{name}: true" for name, is_set in flags.items() if is_set]
        lines.append("  - {" + ", ".join(texts) + "}")
    return "\n".join(lines) + "\n"


def _wishes(due: DueFeed) -> str | None:
    state = due.state
    wishes = [f"{words_for(state.ttl)} after each poll"] if state.ttl else []
    wishes += [f"in the hours {', '.join(map(str, state.skip_hours))} (UTC)"] if state.skip_hours else []
    wishes += [f"on {', '.join(state.skip_days)}"] if state.skip_days else []
    return "; ".join(wishes) or None


def _day(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d}" if at else NEVER


def _minute(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else NEVER


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _seconds(span: timedelta | None) -> int | None:
    return round(span.total_seconds()) if span else None
