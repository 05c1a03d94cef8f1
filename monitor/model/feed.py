"""What is subscribed, what a poll brought, and the entries it announced."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from monitor.model.basics import UNDATED, CleanText, Published

FeedFormat = Literal["feed", "sitemap", "page"]
ExcerptPolicy = Literal["none", "feed", "lead"]
OutletKind = Literal[
    "official", "wire", "state", "daily", "weekly", "magazine", "trade", "think-tank", "broadcaster", "blog", "aggregator", "other"
]
FeedStatus = Literal[
    "new",
    "ok",
    "unchanged",
    "empty",
    "stale",
    "silent",
    "blocked",
    "moved",
    "gone",
    "dns",
    "tls",
    "timeout",
    "http",
    "parse",
    "too_big",
    "refused",
    "paused",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A subscribed source, as the operator wrote it down."""

    id: str
    url: str
    name: str
    language: str | None = None
    country: str | None = None
    kind: OutletKind = "other"
    is_state_media: bool = False
    format: FeedFormat = "feed"
    selector: str | None = None
    excerpt: ExcerptPolicy = "feed"
    is_split: bool = False
    poll_every: timedelta | None = None
    since: datetime | None = None
    is_paused: bool = False
    origin: Literal["config", "command"] = "config"


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave us to ask "has it changed?" with, and our own hash of what it sent."""

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    item_hashes: tuple[str, ...] = ()
    verified_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What the store remembers of a feed between polls."""

    status: FeedStatus = "new"
    status_since: datetime | None = None
    why: str = ""
    """The status and the next poll explained, for the operator."""
    reason: str = ""
    """The status alone explained, for readers."""
    validators: Validators = field(default_factory=Validators)
    failures: int = 0
    next_poll_at: datetime | None = None
    last_poll_at: datetime | None = None
    last_success_at: datetime | None = None
    last_entry_at: datetime | None = None
    moved_to: str | None = None
    moved_seen: int = 0
    moved_since: datetime | None = None
    interval: timedelta | None = None
    rhythm: timedelta | None = None
    """The usual time between two new entries, as learned so far; None while unknown."""
    usual: timedelta | None = None
    """The rhythm when it last brought an entry: what its silence is measured by."""
    newest_at: datetime | None = None
    """When the newest entry ever seen was published, or first seen where it has no plausible date."""
    failing_since: datetime | None = None
    adopted_url: str | None = None
    """Where the feed has moved for good: set after repeated equal permanent redirects, ask here instead of `feed.url`."""
    lies: int = 0
    """How often a daily unconditional GET found new content although the server had said 304, or kept its validators."""
    missed: int = 0
    """How often a poll found none of the entries known from the last one: some may have been missed."""
    ttl: timedelta | None = None
    """How long the feed itself asks to be left alone after each poll (ttl, sy:updatePeriod)."""
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DueFeed:
    """A feed whose time has come, with what is remembered of it; `url` is where to ask now: `state.adopted_url` or `feed.url`."""

    feed: Feed
    state: FeedState
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One thing to fetch. Deadline and size cap follow from `kind` by the fetcher's settings."""

    url: str
    kind: Literal["feed", "article", "probe"] = "article"
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server said: 200 with the decoded body, or 304 with none.

    `url` is where the body came from after redirects; `moved_to` is set only when every hop was
    permanent (301, 308). `fresh_for` is what Cache-Control or Expires asked for. `is_complete` is
    False when the connection ended before the body did.
    """

    url: str
    status: int
    body: bytes = b""
    content_type: str = ""
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None
    fresh_for: timedelta | None = None
    is_complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing a feed announced. `id` is its identity within its feed, made from content."""

    id: str
    feed_id: str
    guid: str | None
    url: str | None
    title: CleanText
    summary: CleanText = CleanText("")
    content: str = ""
    byline: tuple[CleanText, ...] = ()
    published: Published = UNDATED
    language: str | None = None
    keys: tuple[str, ...] = ()
    """Every name it goes by, `id` first: an entry is known when any of them is (a changed guid, link or title alone makes no news)."""
    source_name: CleanText | None = None
    source_url: str | None = None
    categories: tuple[CleanText, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """What a feed's bytes say. `rejected` names, one line each, the items that could not be used."""

    title: CleanText
    language: str | None
    entries: tuple[Entry, ...]
    item_hashes: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    is_complete: bool = True
    known: int = 0
    site_url: str | None = None
    ttl: timedelta | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[str, ...] = ()
    note: str = ""
    left_out: int = 0
    """How many items were not looked at, because the feed lists more than anybody publishes between two polls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """What one poll of one feed came to; recorded with its entries in one transaction."""

    feed_id: str
    polled_at: datetime
    state: FeedState
    entries: tuple[Entry, ...] = ()
    old: tuple[tuple[str, str], ...] = ()
    """Ids among `entries` that are no news and never read, each with its reason."""
    known: int = 0
    rejected: tuple[str, ...] = ()
    left_out: int = 0
    problem: str | None = None
    back_off_host: str | None = None
    back_off_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PollCounts:
    """How a poll's entries divided: every one announced is new, known or rejected."""

    new: int = 0
    known: int = 0
    rejected: int = 0
