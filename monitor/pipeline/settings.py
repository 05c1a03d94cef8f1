"""How the reading and the sending job divide their work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSettings:
    """How the reading job divides its work."""

    batch: int = 100
    """How many entries are claimed at a time; a crash costs at most the reading of one batch."""
    threads: int = 16
    """How many articles are fetched at once, over all hosts."""
    lease: timedelta = timedelta(minutes=15)
    """How long a claimed entry stays ours; after that another process may read it."""
    revisits: tuple[timedelta, ...] = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24), timedelta(hours=72))
    """How long after it was first seen a matched article is read again for corrections; an empty list reads none again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendSettings:
    """How the sending job divides its work."""

    batch: int = 100
    """How many deliveries are claimed at most at a time."""
    threads: int = 4
    """How many are handed over at once to one channel; each channel has its own, so that a slow server holds up only itself."""
    lease: timedelta = timedelta(minutes=10)
    """How long a claimed delivery stays ours; must exceed the longest deadline of a channel."""
    give_up_after: timedelta = timedelta(days=5)
    """How long a delivery is tried before it is given up and the operator told (RFC 5321, 4.5.4.1)."""
