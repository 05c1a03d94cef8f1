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
