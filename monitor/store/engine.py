"""A database opened as safely as it can be, brought to the newest schema, and the lock of a turn beside it."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

from monitor.errors import BusyError, StoreError
from monitor.fault import point
from monitor.store.transactions import as_store_error
from monitor.store.upkeep import backup

HEAD = "0003"
"""The newest schema this program knows: the last file of migrations/versions."""

BUSY_TIMEOUT_MS = 10_000
PAGE_SIZE = 16_384
"""Measured: 2.4 instead of 4.1 KB an article with compression; only settable while the file is empty."""

ADVISORY_LOCK = 0x6D6F6E69746F7200
"""The first key of the locks in PostgreSQL: the program's name; the lock's own number is added."""

LOCKS = {"turn": 0, "edition": 1, "daemon": 2, "upkeep": 3}
"""turn: polling and reading; edition: publishing and sending; daemon: at most one `run` on a store; upkeep: looking after it."""


BUSY = {"daemon": "another daemon holds this store", "upkeep": "another program looks after this store"}
"""What is said of a lock that another holds, where it is no turn."""


def make_engine(url: str) -> sa.Engine:
    """An engine for a path, `:memory:` or a PostgreSQL address. Raises StoreError."""
    if url.startswith(("postgresql:", "postgres:")):
        address = url.replace("postgres://", "postgresql://", 1).replace("postgresql://", "postgresql+psycopg://", 1)
        try:
            return sa.create_engine(address, pool_size=2, pool_pre_ping=True)
        except ModuleNotFoundError as error:
            raise StoreError("a PostgreSQL store needs the extra: pip install '.[postgres]' in the clone") from error
    engine = sa.create_engine(f"sqlite:///{url}", poolclass=StaticPool, connect_args={"check_same_thread": False, "isolation_level": None})
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """WAL with FULL: NORMAL loses acknowledged commits in a power cut (43 of 150 simulated ones)."""
    pragmas = [f"busy_timeout = {BUSY_TIMEOUT_MS}", f"page_size = {PAGE_SIZE}"]
    if not connection.execute("PRAGMA auto_vacuum").fetchone()[0]:
        # Where it is set already, saying so again would write, and wait for whoever writes, each time the store is opened.
        pragmas.append("auto_vacuum = INCREMENTAL")
    pragmas += ["journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"]
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    """IMMEDIATE: a deferred transaction that writes later fails at once when another writer is there."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")


def upgrade(engine: sa.Engine, *, path: str | None = None) -> None:
    """Bring the database to the newest schema; refuse one that a newer program made. Alembic is imported only if needed.

    A SQLite file of an older schema is copied first, so that the older program can be gone back to.
    """
    with engine.connect() as connection:
        version = _version(connection)
    if version == HEAD:
        return
    if version is not None and version > HEAD:
        raise StoreError(
            f"the store has schema {version}, newer than this program's {HEAD}: install the newer program, or restore a backup",
            is_lasting=True,
        )
    if version is not None and path is not None:
        backup(engine, f"{path}.schema-{version}.backup")
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        point("schema made")


def _version(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(sa.text("select version_num from alembic_version"))
    return version


@contextmanager
def turn_lock(engine: sa.Engine, path: str | None, wait: timedelta, name: str) -> Iterator[None]:
    """Hold one of LOCKS: a file lock beside SQLite, an advisory lock in PostgreSQL. Raises BusyError."""
    what = BUSY.get(name, "another turn is running")
    until = time.monotonic() + wait.total_seconds()
    if engine.dialect.name == "postgresql":
        holder = _postgres_lock(engine, until, ADVISORY_LOCK + LOCKS[name], what)
    elif path is None:
        yield
        return
    else:
        holder = _file_lock(f"{path}.lock" if name == "turn" else f"{path}.{name}.lock", until, what)
    with holder:
        yield


@contextmanager
def _file_lock(path: str, until: float, what: str) -> Iterator[None]:
    """flock is given back by the system when its holder dies, so a stale lock cannot be."""
    import fcntl

    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(f"the lock file {path} cannot be opened: {error.strerror}") from error
    try:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise BusyError(os.pread(file, 200, 0).decode("utf-8", "replace").strip() or "owner unknown", what=what) from None
                time.sleep(0.1)
        # Who holds it is a comfort for whoever finds it held; on a full disk the lock is held all the same.
        with suppress(OSError):
            os.ftruncate(file, 0)
            os.pwrite(file, f"pid {os.getpid()} on {socket.gethostname()}\n".encode(), 0)
        yield
    finally:
        os.close(file)


HOLDER = sa.text(
    "select coalesce(nullif(application_name, ''), 'backend ' || pg_locks.pid) from pg_locks left join pg_stat_activity using (pid)"
    " where locktype = 'advisory' and objid = :low and granted"
    " and database = (select oid from pg_database where datname = current_database()) limit 1"
)
"""Who holds an advisory lock, by the name it gave itself. The locks of every database of the server stand in one table."""


@contextmanager
def _postgres_lock(engine: sa.Engine, until: float, key: int, what: str) -> Iterator[None]:
    with ExitStack() as stack:
        # Only taking it is the store's affair: what goes wrong while it is held is not.
        with as_store_error():
            connection = stack.enter_context(engine.connect())
            _take(connection, until, key, what)
        try:
            yield
        finally:
            # A server that went away took the lock with it.
            with suppress(sa.exc.DBAPIError):
                connection.scalar(sa.select(sa.func.pg_advisory_unlock(key)))
                connection.commit()


def _take(connection: sa.Connection, until: float, key: int, what: str) -> None:
    while not connection.scalar(sa.select(sa.func.pg_try_advisory_lock(key))):
        if time.monotonic() >= until:
            raise BusyError(connection.scalar(HOLDER, {"low": key & 0xFFFFFFFF}) or "owner unknown", what=what)
        time.sleep(0.1)
    connection.scalar(sa.select(sa.func.set_config("application_name", f"pid {os.getpid()} on {socket.gethostname()}", False)))
    connection.commit()
