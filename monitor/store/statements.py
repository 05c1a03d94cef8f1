"""The one statement that databases spell differently: insert, or do nothing or something else when it is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa


def insert_new(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert those rows whose key is not there; how many were new."""
    if not rows:
        return 0
    key = next(iter(table.primary_key))
    # RETURNING rather than rowcount, which psycopg does not fill for an insert.
    statement = _insert(connection, table).on_conflict_do_nothing().returning(key)
    return len(connection.execute(statement, list(rows)).all())


def insert_many(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """The same for very many rows, uncounted: one prepared statement, without asking for each key back."""
    if rows:
        connection.execute(_insert(connection, table).on_conflict_do_nothing(), list(rows))


def upsert(connection: sa.Connection, table: sa.Table, row: Mapping[str, Any]) -> None:
    """Insert a row, or overwrite the columns given where its key is there."""
    keys = [column.name for column in table.primary_key]
    rest = {name: value for name, value in row.items() if name not in keys}
    statement = _insert(connection, table).values(**row)
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=rest))


def _insert(connection: sa.Connection, table: sa.Table) -> Any:
    """The dialect's own insert. Imported by need: that of PostgreSQL brings four drivers along."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)
