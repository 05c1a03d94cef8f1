"""Instants and cut dates -> what a reader sees: the day, the 24-hour clock, always the zone; never more than is known."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from monitor.digest.nouns import Masthead, Source
from monitor.digest.words import Language, language_of, phrase

OLD = timedelta(hours=48)
"""Published longer than this before it was first seen, an article is said to be of that day, without a time."""
VALUE = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2})(?:T(\d{2}:\d{2}))?)?")


def zone_of(name: str) -> ZoneInfo:
    """The zone, or UTC when it is not known here; the configuration was checked long before."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def day(at: datetime, head: Masthead, *, with_year: bool = True) -> str:
    """`21 Nov 2026` in the reader's zone."""
    local = at.astimezone(zone_of(head.zone))
    return _day(local.year, local.month, local.day, language_of(head.language), with_year=with_year)


def day_near(at: datetime, head: Masthead) -> str:
    """`21 Nov`; with the year when it is not the edition's."""
    local, edition = (one.astimezone(zone_of(head.zone)) for one in (at, head.scheduled_at))
    return day(at, head, with_year=local.year != edition.year)


def moment(at: datetime, head: Masthead) -> str:
    """`21 Nov 2026, 07:00 CET` in the reader's zone."""
    local = at.astimezone(zone_of(head.zone))
    return f"{day(at, head)}, {local:%H:%M} {zone_name(local)}"


def zone_name(local: datetime) -> str:
    """`CET`, `UTC`, or `UTC+3` where a zone has no letters of its own."""
    name = local.tzname() or ""
    if name.isalpha():
        return name
    minutes = int((local.utcoffset() or timedelta(0)).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def when(source: Source, head: Masthead) -> str:
    """When an article was published, as far as it is known."""
    words = language_of(head.language)
    published = source.published
    at = published.at
    if at is not None:
        is_old = source.first_seen_at - at > OLD
        return phrase(words, "published", None, {"when": day(at, head)}) if is_old else moment(at, head)
    found = VALUE.match(published.value or "")
    if found is None:
        return phrase(words, "undated", None, {"when": day_near(source.first_seen_at, head)})
    year, month, date, clock = found.groups()
    shown = _day(int(year), int(month), int(date) if date else None, words)
    if date and source.first_seen_at - datetime(int(year), int(month), int(date), tzinfo=UTC) > OLD + timedelta(days=1):
        return phrase(words, "published", None, {"when": shown})
    return f"{shown}, {clock} ({phrase(words, 'unsaid zone', None, {})})" if clock else shown


def _day(year: int, month: int, date: int | None, words: Language, *, with_year: bool = True) -> str:
    name = words.months[month - 1] if 1 <= month <= 12 else ""
    written = words.day.format(day=date, month=name) if date else name
    return f"{written} {year}" if with_year else written
