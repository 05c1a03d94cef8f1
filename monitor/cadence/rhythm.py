"""When a feed's entries came in, how often the next may be expected out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.model import Entry, FeedState

DAY = timedelta(days=1)
MEMORY = timedelta(days=3)
"""How fast what was learned before fades against what the last polls saw."""

SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=365)


def learned_rhythm(state: FeedState, entries: Sequence[Entry], now: datetime) -> timedelta | None:
    """The usual time between two entries: first from the dates in the feed, then from what each poll brings."""
    if state.last_success_at is None or (state.rhythm is None and entries):
        return dated_rhythm(entries, now)
    if state.rhythm is None:
        return None
    span = max(now - state.last_success_at, SHORTEST)
    weight = 1 - math.exp(-(span / MEMORY))
    before = DAY / state.rhythm
    rate = before + weight * (_news(state, entries) / (span / DAY) - before)
    return _bounded(rate)


def dated_rhythm(entries: Sequence[Entry], now: datetime) -> timedelta | None:
    """The rhythm that a feed's own dates show; None when it has too few."""
    dates = sorted(entry.published.at for entry in entries if entry.published.at and entry.published.at <= now + DAY)
    recent = [at for at in dates if at > now - 14 * DAY] if len(dates) > 1 else []
    if len(recent) > 1:
        # Up to now and not up to the newest: a feed that has fallen silent counts as slow.
        return _bounded(len(recent) / max((now - recent[0]) / DAY, 1 / 1440))
    if len(dates) > 1:
        return _bounded((len(dates) - 1) / max((dates[-1] - dates[0]) / DAY, 1 / 1440))
    return None


def newest_at(state: FeedState, entries: Sequence[Entry], now: datetime) -> datetime | None:
    """When the newest entry so far was published; an entry without a plausible date is as new as our first sight of it."""
    seen = [entry.published.at if entry.published.at and entry.published.at <= now + DAY else now for entry in entries]
    if state.newest_at is not None:
        seen.append(state.newest_at)
    return min(max(seen), now) if seen else None


def age_limit(rhythm: timedelta | None) -> timedelta:
    """How old the newest entry of a healthy feed may be: several of its own intervals, never under three days or over two months."""
    if rhythm is None:
        return timedelta(days=30)
    return min(max(6 * rhythm, timedelta(days=3)), timedelta(days=60))


def _news(state: FeedState, entries: Sequence[Entry]) -> int:
    """How many entries are really new: an old one that was edited arrives again."""
    assert state.last_success_at is not None
    since = state.last_success_at - DAY
    return sum(1 for entry in entries if entry.published.at is None or entry.published.at >= since)


def _bounded(per_day: float) -> timedelta:
    return min(max(DAY / per_day, SHORTEST), LONGEST) if per_day > 1 / 365 else LONGEST
