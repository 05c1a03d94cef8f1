"""Where the store is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from monitor.model import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    """Where everything is remembered, and for how long."""

    url: Secret = Secret("monitor.db")
    """A file for SQLite (made when missing), or `postgresql://user@host/name` for a shared server. May hold a password."""
    keep: timedelta = timedelta(days=400)
    """How long articles, their pages and the record of decisions are kept. What expired never returns as new."""
    keep_pages: timedelta = timedelta(days=30)
    """How long the bytes of pages are kept; they are most of the store's size."""
    max_size: int | None = None
    """The largest size in MiB; beyond it the oldest pages go first, then the oldest articles. Without limit where left out."""
    backups: str | None = None
    """A folder for a checked copy of a SQLite store each day; `backups` beside the store where left out, no copies where empty."""
    backups_kept: int = 3
    """So many of the daily copies are kept."""
    min_free: int = 500
    """The operator is told when the disk of the store has less than this many MiB free."""
