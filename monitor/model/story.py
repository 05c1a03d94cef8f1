"""Articles that report the same thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.model.basics import UNDATED, Provenance, Published


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryItem:
    """What grouping needs of one article, as the store keeps it.

    `features` and `sketch` are opaque to everyone but the stories room: it made them with
    `stories.describe`, and it alone reads them. `order_at` is the published instant if known and
    plausible, else first seen.
    """

    id: str
    url: str | None
    canonical_url: str | None = None
    title: str
    language: str | None = None
    outlet: str | None = None
    topics: tuple[str, ...] = ()
    order_at: datetime
    published: Published = UNDATED
    text_hash: str = ""
    sketch: bytes = b""
    features: bytes = b""
    is_partial: bool = False


TRACE = 162
"""So many of the first bytes of an item's features are what it is looked up by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """By what one article is found among many: little enough to hold those of many days. Only the stories room reads it."""

    id: str
    order_at: datetime
    sketch: bytes
    keys: bytes
    """The first bytes of its features."""
    story_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where one article belongs, and why: the evidence in words a sceptic can check."""

    item_id: str
    story_id: str
    duplicate_of: str | None = None
    supersedes: str | None = None
    origin_id: str | None = None
    reasons: tuple[str, ...] = ()
    provenance: tuple[Provenance, ...] = ()
    """What its text was found to have from an earlier one of another outlet, where no credit says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Articles that report the same thing. `origins` counts those who wrote something of their own."""

    id: str
    headline: str
    first_at: datetime
    last_at: datetime
    item_ids: tuple[str, ...]
    outlets: int
    origins: int
    topics: tuple[str, ...] = ()
