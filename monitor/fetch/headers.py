"""Headers of an answer in, what we do about them out; anything odd counts as not said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_VALIDATOR = 1_024
LONGEST_SPAN = timedelta(days=365)
"""Servers ask for ten thousand years; what reads this clamps it further."""


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the server asks us to stay away (seconds or a date); None when it does not say so properly."""
    text = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]+", text):
        return _span(text)
    at = http_date(text)
    return None if at is None else min(max(at - now, timedelta(0)), LONGEST_SPAN)


def fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long Cache-Control, else Expires, says that nothing will change."""
    control = headers.get("cache-control", "").lower()
    if re.search(r"\bno-(?:cache|store)\b", control):
        return None
    if match := re.search(r"\bmax-age\s*=\s*\"?([0-9]+)", control):
        age = headers.get("age", "").strip()
        left = _span(match[1]) - (_span(age) if re.fullmatch(r"[0-9]+", age) else timedelta(0))
    else:
        expires = http_date(headers.get("expires", ""))
        if expires is None:
            return None
        left = min(expires - (http_date(headers.get("date", "")) or now), LONGEST_SPAN)
    return left if left > timedelta(0) else None


def etag(headers: Mapping[str, str]) -> str | None:
    """A validator that may be stored and sent back: printable, not absurdly long."""
    value = headers.get("etag", "").strip()
    return value if len(value) <= LONGEST_VALIDATOR and re.fullmatch(r"[\x20-\x7e]+", value) else None


def last_modified(headers: Mapping[str, str]) -> str | None:
    """The date as the server wrote it, if it is one."""
    value = headers.get("last-modified", "").strip()
    return value if len(value) < 64 and value.isascii() and http_date(value) else None


def http_date(text: str) -> datetime | None:
    """A date of a header as aware UTC."""
    try:
        at = parsedate_to_datetime(text.strip()[:64])
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None


def _span(seconds: str) -> timedelta:
    return LONGEST_SPAN if len(seconds) > 8 else min(timedelta(seconds=int(seconds)), LONGEST_SPAN)
