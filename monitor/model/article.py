"""The readable text behind an entry, what it says of itself, and why it matters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from monitor.model.basics import UNDATED, CleanText, Provenance, Published
from monitor.model.feed import Entry, Feed
from monitor.model.story import StoryItem

TextSource = Literal["page", "feed", "summary"]
Access = Literal["full", "teaser", "paywall", "consent", "challenge", "listing", "live", "empty"]
Field = Literal["title", "lead", "body", "source", "lang", "country", "author"]
Change = Literal["first", "cosmetic", "addition", "material", "withdrawn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Somebody's words: `text` is `article.text[start:end]`, always."""

    text: str
    speaker: str | None
    role: str | None = None
    verb: str | None = None
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A block that was cut from a page, and why (donation, related, navigation, …)."""

    reason: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The readable text behind an entry. `text` is paragraphs separated by blank lines."""

    url: str | None
    title: CleanText
    text: CleanText
    byline: tuple[CleanText, ...] = ()
    outlet: CleanText | None = None
    published: Published = UNDATED
    language: str | None = None
    text_source: TextSource = "page"
    access: Access = "full"
    description: CleanText = CleanText("")
    canonical_url: str | None = None
    provenance: tuple[Provenance, ...] = ()
    quotes: tuple[Quote, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    tag: str | None = None
    """A wire's own word for what this version is: CORRECTED, UPDATE 2, REFILE, STORY WITHDRAWN."""
    site: str = ""
    """The host whose furniture it may have: its address's, or where most links of the page lead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An article's bytes as fetched, with what the server said of them."""

    url: str
    body: bytes
    content_type: str = ""
    status: int = 200
    etag: str | None = None
    last_modified: str | None = None
    fetched_at: datetime | None = None
    """Aware UTC, where it is known: no article is of a later day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What topics are matched against and stories are grouped from; the line of `match` and `replay`.

    `id` is the entry's id where there is one. `first_seen_at` is aware UTC.
    """

    id: str
    url: str | None
    title: str
    text: str
    published: Published = UNDATED
    first_seen_at: datetime
    language: str | None = None
    outlet: str | None = None
    source: str | None = None
    country: str | None = None
    byline: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One hit: `text` as it stands in the field, with offsets into that field's original text."""

    text: str
    field: Field
    start: int
    end: int
    phrase: str = ""
    points: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Why an article belongs to a topic."""

    topic: str
    score: float
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What matching decided for one topic, kept also when the answer is no.

    `parts` are the named addends of the score; `clause` is the first clause that decided;
    `version` names the vocabulary and topic definition it was decided with.
    """

    topic: str
    is_match: bool
    score: float
    threshold: float
    parts: tuple[tuple[str, float], ...] = ()
    terms: tuple[Term, ...] = ()
    clause: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadEntry:
    """An entry that nobody has read yet, with its feed and how often reading it has failed."""

    entry: Entry
    feed: Feed
    first_seen_at: datetime
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One stage's answer about one entry, with its reason: what `why` is made of."""

    entry_id: str
    stage: Literal["poll", "fetch", "extract", "match", "duplicate", "story", "publish"]
    outcome: str
    reason: str
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything that reading one entry came to; recorded in one transaction."""

    entry_id: str
    read_at: datetime
    article: Article
    verdicts: tuple[Verdict, ...] = ()
    page: Page | None = None
    decisions: tuple[Decision, ...] = ()
    text_hash: str = ""
    story_item: StoryItem | None = None
    change: Change = "first"
    change_words: str = ""
    next_read_at: datetime | None = None

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics it matched, in the order they were configured."""
        return tuple(verdict.topic for verdict in self.verdicts if verdict.is_match)
