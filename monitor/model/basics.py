"""The values every other noun is made of: text with a border, instants, windows, stable ids."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, NewType

CleanText = NewType("CleanText", str)
"""Text that passed `text.clean`: NFC, no control, surrogate or bidi characters, bounded length."""

HeaderText = NewType("HeaderText", str)
"""Text that passed `text.header`: clean, one line, no encoded-word opening; safe in a mail header."""

SafeHtml = NewType("SafeHtml", str)
"""Markup that passed `text.safe_html`: allow-listed elements, absolute http(s) links only."""


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A value that is never shown: its text form is `***`. `reveal` is for the one place that needs it."""

    value: str

    def reveal(self) -> str:
        """The value itself."""
        return self.value

    def __repr__(self) -> str:
        return "***"

    __str__ = __repr__


DateSource = Literal["feed", "structured", "url", "text", "none"]
Relation = Literal["wire", "translation", "rewrite", "cites", "copy", "excerpt", "extended"]
"""How a text goes back to another. The first four are what a text says of itself; the last three, and a rewrite that
says nothing, are found by comparing it with the texts of other outlets."""


def stable_id(*parts: str) -> str:
    """16 hexadecimal digits that are the same for the same parts, on every machine, for ever."""
    digest = hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8)
    return digest.hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A half-open span of time: `start` is in it, `end` is not. Both are aware UTC."""

    start: datetime
    end: datetime

    @classmethod
    def around(cls, first: datetime, last: datetime, span: timedelta) -> Window:
        """From so long before the first until so long after the last, both in it, as far as the calendar goes."""
        earliest, latest = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
        after = span + timedelta(microseconds=1)
        return cls(
            start=first - span if first - earliest > span else earliest,
            end=last + after if latest - last > after else latest,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """When something was published, as precisely as it is known and no more.

    `value` is ISO 8601 cut to what is known: `2011-12`, `2011-06-07`, `2011-06-07T15:12` (zone not
    stated) or `2011-06-07T15:12:00+02:00`; None when unknown. `at` is the aware UTC instant, only
    when the zone was stated.
    """

    value: str | None = None
    at: datetime | None = None
    source: DateSource = "none"


UNDATED = Published()


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a text came from, and the words that say so: its own, or those it has in common with an earlier one."""

    relation: Relation
    origin: str
    evidence: str
