"""A disk that fails for a while: what the store writes meanwhile finds no room, or an error of the disk."""

from __future__ import annotations

import random
import sqlite3
from typing import Any

import sqlalchemy as sa

KINDS = ("full", "tight", "failing")
"""full: no write goes through; tight: the store cannot grow; failing: one write or commit in some is an error of the disk."""

FAILING = 0.1
"""How likely a write or a commit meets a bad place of a failing disk: a few turns get through it, most do not."""

MOST_PAGES = 2**32 - 2
"""As many pages as SQLite can have (https://sqlite.org/limits.html): no limit."""


class Disk:
    """Under one engine; `trouble` is one of KINDS, or None while all is well."""

    def __init__(self, engine: sa.Engine, chance: random.Random) -> None:
        self._engine, self._chance, self._has_written = engine, chance, False
        self.trouble: str | None = None
        sa.event.listen(engine, "do_execute", self._execute)
        sa.event.listen(engine, "do_executemany", self._execute)
        sa.event.listen(engine, "commit", self._commit)
        sa.event.listen(engine, "rollback", self._roll_back)

    def turn(self, trouble: str | None) -> None:
        """From now on this is wrong with it. A disk that is full holds a store that cannot grow, by SQLite's own limit."""
        if trouble == self.trouble:
            return
        self.trouble = trouble
        with self._engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count = {MOST_PAGES if trouble in (None, 'failing') else 1}")

    def _execute(self, _cursor: Any, statement: str, _parameters: Any, _context: Any) -> None:
        if self.trouble and statement.split(None, 1)[0].upper() in ("INSERT", "UPDATE", "DELETE"):
            self._has_written = True
            if self.trouble == "failing" and self._chance.random() < FAILING:
                raise _error("disk I/O error", sqlite3.SQLITE_IOERR_WRITE, "SQLITE_IOERR_WRITE")

    def _commit(self, _connection: sa.Connection) -> None:
        """The log is written at the commit: on a full disk each fails that has something to write."""
        has_written, self._has_written = self._has_written, False
        if has_written and self.trouble == "full":
            raise _error("database or disk is full", sqlite3.SQLITE_FULL, "SQLITE_FULL")
        if has_written and self.trouble == "failing" and self._chance.random() < FAILING:
            raise _error("disk I/O error", sqlite3.SQLITE_IOERR_FSYNC, "SQLITE_IOERR_FSYNC")

    def _roll_back(self, _connection: sa.Connection) -> None:
        self._has_written = False


def _error(what: str, code: int, name: str) -> sqlite3.OperationalError:
    """As the driver raises it: SQLite's own words and its extended code."""
    error = sqlite3.OperationalError(what)
    error.sqlite_errorcode, error.sqlite_errorname = code, name
    return error
