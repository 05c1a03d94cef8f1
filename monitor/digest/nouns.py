"""What a digest says, before it has a form: frozen values that a template may read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from monitor.model import CleanText, HeaderText, Published, Window

Novelty = Literal["new", "developing", "repeat"]
LabelKind = Literal["state", "wire", "translated", "summary", "subscription"]
NoticeKind = Literal["withdrawn", "corrected", "changed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Masthead:
    """Which edition of which digest this is. Instants are aware UTC; `zone` and `language` are the reader's."""

    digest: str
    name: CleanText
    number: int
    period: str
    scheduled_at: datetime
    window: Window
    zone: str = "UTC"
    language: str = "en"
    is_late: bool = False
    is_test: bool = False
    contact: str = ""
    """The operator's mail address, for readers."""
    web_url: str = ""
    """Where this edition stands on the web; empty when it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a reader must know of a source: state media, wire, translated (from `name`), summary only, subscription."""

    kind: LabelKind
    name: CleanText = CleanText("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One article, as it is cited. `url` is safe to link, or empty."""

    report: str
    title: CleanText
    tag: CleanText = CleanText("")
    url: str = ""
    host: str = ""
    outlet: CleanText
    credit: CleanText = CleanText("")
    """The wire whose text it is, when the outlet is another."""
    labels: tuple[Label, ...] = ()
    byline: tuple[CleanText, ...] = ()
    language: str | None = None
    published: Published
    first_seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """Somebody's words, checked to stand exactly so in the stored text."""

    text: CleanText
    speaker: CleanText
    role: CleanText = CleanText("")
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One phrase that made an article match, and the field it stands in."""

    text: CleanText
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One story as this edition tells it."""

    number: int
    story: str
    novelty: Novelty
    lead: Source
    excerpt: CleanText = CleanText("")
    news: tuple[CleanText, ...] = ()
    """Sentences that are new to this reader, when the story is developing."""
    also: tuple[Source, ...] = ()
    also_more: int = 0
    """How many further articles are counted, but not listed."""
    outlets: int = 1
    origins: int = 1
    sayings: tuple[Saying, ...] = ()
    earlier: tuple[datetime, ...] = ()
    """When this reader was told of the story before."""
    topic: CleanText = CleanText("")
    hits: tuple[Hit, ...] = ()
    other_topics: tuple[CleanText, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One topic with the stories told under it."""

    topic: str
    name: CleanText
    accounts: tuple[Account, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something this reader was told before that no longer stands as it was told."""

    kind: NoticeKind
    headline: CleanText
    now: Source
    words: CleanText = CleanText("")
    """What changed, in the article's own words."""
    told_at: datetime
    edition: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A source that could not be read, or that has fallen silent."""

    name: CleanText
    why: CleanText = CleanText("")
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What the edition is made from: every source by name, and its condition."""

    answered: tuple[CleanText, ...] = ()
    failing: tuple[Trouble, ...] = ()
    silent: tuple[Trouble, ...] = ()

    @property
    def total(self) -> int:
        """How many sources there are."""
        return len(self.answered) + len(self.failing) + len(self.silent)


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One article that this edition tells of, in its version: what must never be told to this reader as new again."""

    report: str
    story: str
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One edition for one kind of reader. Same articles in any order, same value."""

    head: Masthead
    notices: tuple[Notice, ...] = ()
    sections: tuple[Section, ...] = ()
    more: tuple[Account, ...] = ()
    """Stories beyond the cap: headline only, in the same order."""
    coverage: Coverage = Coverage()
    stories: int = 0
    articles: int = 0
    outlets: int = 0
    minutes: int = 0
    """Reading time."""
    left_out: int = 0
    """Stories that did not fit into the mail's HTML; they stand in its text part and on the web."""
    news: tuple[News, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell but the coverage."""
        return not (self.notices or self.sections or self.more)

    @property
    def is_troubled(self) -> bool:
        """Whether sources were down, so that silence may be failure."""
        return bool(self.coverage.failing)

    @property
    def headlines(self) -> tuple[Account, ...]:
        """Every story in order, those beyond the cap last."""
        return tuple(account for section in self.sections for account in section.accounts) + self.more


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """The addresses in a message that are the recipient's own."""

    unsubscribe_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """An edition in every form that was asked for, with a place-holder where a recipient's own link goes."""

    subject: HeaderText
    language: str
    links: Links
    html: str = ""
    text: str = ""
    markdown: str = ""
    chat: str = ""
    slack: str = ""
    json: bytes = b""
    left_out: int = 0
