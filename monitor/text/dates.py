"""ISO 8601 cut to what is known, in and out: `2011-12`, `2011-06-07`, `2011-06-07T15:12`, with an offset only if stated."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from monitor.model import UNDATED, DateSource, Published

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""No feed and hardly a page is older (the web is of 1991): what claims to be is the zero of some clock, or an error."""

PARTIAL = re.compile(r"\d{4}(?:-\d{2})?")


def published_from(value: str | None, *, source: DateSource = "feed") -> Published:
    """What an ISO 8601 string says of an instant, and no more; UNDATED for anything else."""
    text = (value or "").strip()
    if PARTIAL.fullmatch(text):
        return Published(value=text, source=source)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return UNDATED
    if len(text) <= len("2011-06-07"):
        return Published(value=found.date().isoformat(), source=source)
    try:
        at = found.astimezone(UTC) if found.tzinfo else None
    except OverflowError:
        return UNDATED
    return Published(value=found.isoformat(), at=at, source=source)


def plausible(at: datetime | None, now: datetime) -> datetime | None:
    """The instant, unless nobody can mean it: before the web, or later than now. Both are aware UTC."""
    return at if at is not None and EARLIEST <= at <= now else None
