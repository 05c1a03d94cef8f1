"""What is published, to whom it is owed, and how a run went."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from monitor.model.article import Access, Change, Quote, TextSource, Verdict
from monitor.model.basics import CleanText, Provenance, Published, Window
from monitor.model.feed import FeedStatus, OutletKind

DeliveryState = Literal["pending", "sending", "sent", "retry", "unknown", "failed", "dropped"]
PayloadKind = Literal["mail", "json", "markdown", "chat"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One scheduled instant of one digest. `period` is its key, unique per digest (`2026-11-24`).

    `scheduled_at` is aware UTC; `is_late` is set when it was found after its time.
    """

    digest: str
    period: str
    scheduled_at: datetime
    is_late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One matched article with all a digest may say of it, as the store remembers it."""

    id: str
    story_id: str
    url: str | None
    title: CleanText
    outlet: CleanText
    feed_id: str
    kind: OutletKind = "other"
    country: str | None = None
    is_state_media: bool = False
    byline: tuple[CleanText, ...] = ()
    published: Published
    first_seen_at: datetime
    matched_at: datetime
    language: str | None = None
    excerpt: CleanText = CleanText("")
    text: CleanText = CleanText("")
    text_source: TextSource = "page"
    access: Access = "full"
    provenance: tuple[Provenance, ...] = ()
    quotes: tuple[Quote, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    duplicate_of: str | None = None
    origin_id: str | None = None
    supersedes: str | None = None
    tag: str | None = None
    revision: int = 1
    change: Change = "first"
    change_words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFact:
    """One article in brief: where it stands in time and what it was matched to, best topic first."""

    id: str
    url: str | None
    order_at: datetime
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one recipient was told of one article, in which edition."""

    recipient: str
    report_id: str
    story_id: str
    revision: int
    edition: int
    told_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """One feed's condition at the time of an edition, for the coverage foot."""

    feed_id: str
    name: CleanText
    status: FeedStatus
    since: datetime | None = None
    why: str = ""
    last_entry_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One numbered publication of a digest, frozen with its window and what was in it."""

    digest: str
    period: str
    number: int
    window: Window
    published_at: datetime
    is_late: bool = False
    subject: CleanText = CleanText("")
    stories: int = 0
    templates_version: str = ""
    content: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message owed to one recipient over one channel. `id` is also its idempotency key.

    `payload` holds the rendered bytes exactly as they go out, every time.
    """

    id: str
    digest: str
    edition: int
    channel: str
    recipient: str
    kind: PayloadKind
    payload: bytes
    message_id: str
    state: DeliveryState = "pending"
    attempts: int = 0
    created_at: datetime
    next_attempt_at: datetime | None = None
    last_error: str = ""
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What one try to send a delivery came to."""

    delivery_id: str
    tried_at: datetime
    state: DeliveryState
    answer: str = ""
    next_attempt_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that went wrong, for people: `where` is `feed:rt`, `article:…`, `delivery:…`."""

    where: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """One turn in numbers that add up; the shape of `once --json`.

    `jobs` are what it did. Ticks of the daemon that found nothing to do share a report: `turns` is how many.
    """

    run: str
    started_at: datetime
    finished_at: datetime
    jobs: tuple[str, ...] = ()
    turns: int = 1
    feeds: dict[str, int] = field(default_factory=dict)
    entries: dict[str, int] = field(default_factory=dict)
    articles: dict[str, int] = field(default_factory=dict)
    editions: tuple[str, ...] = ()
    deliveries: dict[str, int] = field(default_factory=dict)
    store: dict[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
