"""One connection's transactions: each is a named commit that a test may interrupt, and every failure is a StoreError."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from monitor.errors import StoreError
from monitor.fault import point
from monitor.text import redact

LASTING = {10: "disk error", 11: "damaged", 26: "not a database"}
"""Primary result codes of SQLite after which trying again is wrong: IOERR (a failed fsync must not be repeated), CORRUPT, NOTADB."""

IOERR = 10
NO_ROOM = IOERR | 19 << 8
"""SQLITE_IOERR_SHMSIZE: the index of the log cannot grow on a full disk. SQLite calls it an error of the disk, but it passes."""


class Transactions:
    """What every store can do: read, write and let go."""

    def __init__(self, engine: sa.Engine, path: str | None) -> None:
        self._engine = engine
        self._path = path

    def close(self) -> None:
        """Let the database go."""
        self._engine.dispose()

    @contextmanager
    def _write(self, name: str) -> Iterator[sa.Connection]:
        with as_store_error(), self._engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection
            point(f"before commit of {name}")
        point(f"after commit of {name}")

    @contextmanager
    def _read(self) -> Iterator[sa.Connection]:
        with as_store_error(), self._engine.connect() as connection:
            yield connection


@contextmanager
def as_store_error() -> Iterator[None]:
    """A failure of the database or of the disk under it becomes a StoreError, which says whether waiting may help."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        driver_error = error.orig if isinstance(error, DBAPIError) else error
        raise _store_error(driver_error) from error
    except (SQLAlchemyError, OSError) as error:
        raise StoreError(f"the store failed: {redact(str(error))}") from error


def _store_error(error: BaseException | None) -> StoreError:
    extended = getattr(error, "sqlite_errorcode", None) or 0
    code = extended & 0xFF
    if extended == NO_ROOM:
        return StoreError("the store failed: disk is full")
    hint = "; restore a backup (docs/operations.md)" if code in (11, 26) else ""
    which = f" ({getattr(error, 'sqlite_errorname', '')})" if code == IOERR else ""
    return StoreError(f"the store failed: {redact(str(error))}{which}{hint}", is_lasting=code in LASTING)
