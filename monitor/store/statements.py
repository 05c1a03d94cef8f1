"""The statement that databases spell differently (insert, unless it is there), and how many names one statement may ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

SOME = 500
"""So many names are asked for in one statement: databases limit its parameters."""


def batches(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """The names, so many at a time as one statement may ask for."""
    return (names[start : start + SOME] for start in range(0, len(names), SOME))


def insert_new(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert those rows whose key is not there; how many were new."""
    if not rows:
        return 0
    return len(connection.execute(_inserting(connection.dialect.name, table, is_counted=True), list(rows)).all())


def insert_many(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """The same for very many rows, uncounted: one prepared statement, without asking for each key back."""
    if rows:
        connection.execute(_inserting(connection.dialect.name, table, is_counted=False), list(rows))


def upsert(connection: sa.Connection, table: sa.Table, row: Mapping[str, Any]) -> None:
    """Insert a row, or overwrite the columns given where its key is there."""
    connection.execute(_upserting(connection.dialect.name, table, tuple(row)), dict(row))


@lru_cache(maxsize=64)
def _upserting(dialect: str, table: sa.Table, columns: tuple[str, ...]) -> Any:
    """Made once for these columns: putting a statement together costs more than running it."""
    keys = [column.name for column in table.primary_key]
    statement = _insert(dialect, table)
    return statement.on_conflict_do_update(
        index_elements=keys, set_={name: statement.excluded[name] for name in columns if name not in keys}
    )


@lru_cache(maxsize=64)
def _inserting(dialect: str, table: sa.Table, *, is_counted: bool) -> Any:
    """Insert what is not there; with `is_counted` the keys come back, rather than rowcount, which psycopg does not fill for an insert."""
    statement = _insert(dialect, table).on_conflict_do_nothing()
    return statement.returning(next(iter(table.primary_key))) if is_counted else statement


def _insert(dialect: str, table: sa.Table) -> Any:
    """The dialect's own insert. Imported by need: that of PostgreSQL brings four drivers along."""
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)
