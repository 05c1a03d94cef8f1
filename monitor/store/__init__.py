"""The memory of the program: one SQL store on SQLite or PostgreSQL. SQLAlchemy is imported when a store is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.store.settings import StoreSettings

if TYPE_CHECKING:
    from monitor.store.sql import SqlStore


def open_store(settings: StoreSettings) -> SqlStore:
    """The store at `settings.url`, made or brought up to date first. Raises StoreError."""
    from monitor.store.sql import SqlStore

    return SqlStore.open(settings)


__all__ = ["StoreSettings", "open_store"]
