"""Several processes on one store: nobody is told that it is locked, and nobody trips over another's rows."""

from __future__ import annotations

import shutil
import sqlite3
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from monitor.errors import BusyError, StoreError
from monitor.model import Secret
from monitor.store import StoreSettings, open_store
from monitor.store.sql import SqlStore
from monitor.store.transactions import as_store_error
from tests import build
from tests.fakes import NOON
from tests.store.conftest import new_database

FEEDS = tuple(build.feed(f"f{number}") for number in range(20))


def at_once(settings: StoreSettings, work: Callable[[SqlStore, int], object], *, number: int = 4) -> list[BaseException]:
    """The work by so many, each with a store of its own; what went wrong."""
    if settings.url.reveal() == ":memory:":
        pytest.skip("a store in memory has one owner")
    open_store(settings).close()
    failures: list[BaseException] = []
    start = threading.Barrier(number)

    def one(place: int) -> None:
        store = open_store(settings)
        start.wait()
        try:
            work(store, place)
        except StoreError as error:
            failures.append(error)
        finally:
            store.close()

    threads = [threading.Thread(target=one, args=(place,)) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def test_four_that_write_at_once_wait_for_each_other(settings: StoreSettings) -> None:
    def work(store: SqlStore, place: int) -> None:
        for number in range(15):
            store.record_job(f"job {place} {number}", NOON)

    assert at_once(settings, work) == []
    store = open_store(settings)
    assert len(store.jobs()) == 60
    store.close()


def test_four_that_make_the_same_feeds_known_make_them_once(settings: StoreSettings) -> None:
    assert at_once(settings, lambda store, _: store.sync_feeds(FEEDS, NOON)) == []
    store = open_store(settings)
    assert [due.feed for due in store.feeds()] == list(FEEDS)
    store.close()


def test_a_store_that_stays_locked_is_an_error_that_passes(settings: StoreSettings) -> None:
    if not settings.url.reveal().endswith(".db"):
        pytest.skip("only SQLite locks as a whole")
    first, second = open_store(settings), open_store(settings)
    with second._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 50")
    with first._write("nothing"), pytest.raises(StoreError, match="locked") as refused:
        second.record_job("watch", NOON + timedelta(0))

    assert not refused.value.is_lasting
    second.record_job("watch", NOON)
    first.close()
    second.close()


@pytest.mark.parametrize(
    ("name", "code", "said", "is_lasting"),
    [
        ("SQLITE_FULL", 13, "database or disk is full", False),
        ("SQLITE_IOERR_SHMSIZE", 10 | 19 << 8, "disk is full", False),
        ("SQLITE_IOERR_FSYNC", 10 | 4 << 8, "disk I/O error (SQLITE_IOERR_FSYNC)", True),
        ("SQLITE_CORRUPT", 11, "malformed; restore a backup (docs/operations.md)", True),
        ("SQLITE_NOTADB", 26, "file is not a database; restore a backup (docs/operations.md)", True),
        ("SQLITE_BUSY", 5, "database is locked", False),
    ],
)
def test_what_passes_by_itself_is_told_from_what_needs_a_person(name: str, code: int, said: str, is_lasting: bool) -> None:
    error = sqlite3.OperationalError(said.partition(";")[0].partition(" (")[0])
    error.sqlite_errorcode, error.sqlite_errorname = code, name

    with pytest.raises(StoreError) as refused, as_store_error():
        raise error

    assert (str(refused.value), refused.value.is_lasting) == (f"the store failed: {said}", is_lasting)


@pytest.mark.postgres
def test_a_server_that_only_reads_is_an_error_that_passes(postgres: Any) -> None:
    address = new_database(postgres)
    name = urlsplit(address).path.lstrip("/")
    settings = StoreSettings(url=Secret(address))
    open_store(settings).close()
    postgres.psql(f"alter database {name} set default_transaction_read_only = on;")
    hindered = open_store(settings)

    with pytest.raises(StoreError, match="read-only") as refused:
        hindered.record_job("watch", NOON)

    assert not refused.value.is_lasting
    hindered.close()
    postgres.psql(f"alter database {name} reset all;")
    again = open_store(settings)
    again.record_job("watch", NOON)
    assert "watch" in again.jobs()
    again.close()


@pytest.mark.postgres
def test_a_statement_that_takes_longer_than_the_server_allows_is_an_error_that_passes(postgres: Any) -> None:
    address = new_database(postgres)
    store = open_store(StoreSettings(url=Secret(f"{address}&options=-c%20statement_timeout%3D200")))
    other = open_store(StoreSettings(url=Secret(address)))

    with other._engine.begin() as connection:
        connection.exec_driver_sql("lock table jobs")
        with pytest.raises(StoreError, match="statement timeout") as refused:
            store.record_job("watch", NOON)
    store.record_job("watch", NOON)

    assert not refused.value.is_lasting
    assert store.jobs() == {"watch": NOON}
    store.close()
    other.close()


def test_the_index_of_the_log_can_go(tmp_path: Path) -> None:
    settings = StoreSettings(url=Secret(str(tmp_path / "monitor.db")))
    first = open_store(settings)
    first.record_job("watch", NOON)
    copy = StoreSettings(url=Secret(str(tmp_path / "copy.db")))
    for ending in ("", "-wal"):
        shutil.copy(f"{settings.url.reveal()}{ending}", f"{copy.url.reveal()}{ending}")
    first.close()

    second = open_store(copy)

    assert second.jobs() == {"watch": NOON}
    second.close()


def test_each_lock_is_held_by_itself(settings: StoreSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    store = open_store(settings)

    with store.lock(name="turn"), store.lock(name="edition"), store.lock(name="daemon"), store.lock(name="upkeep"):
        pass

    assert not list(tmp_path.glob("None*")), "a store in memory has no file beside it"
    assert not list(tmp_path.glob("*.backup")), "a new store has nothing to copy"
    store.close()


def test_a_lock_is_waited_for_as_long_as_was_said_and_no_longer(settings: StoreSettings) -> None:
    if settings.url.reveal() == ":memory:":
        pytest.skip("a store in memory has no second owner")
    first, second = open_store(settings), open_store(settings)
    held = first.lock()
    held.__enter__()
    release = threading.Timer(0.5, lambda: held.__exit__(None, None, None))
    release.start()

    began = time.monotonic()
    with second.lock(wait=timedelta(seconds=20)):
        waited = time.monotonic() - began
    with first.lock(), pytest.raises(BusyError), second.lock(wait=timedelta(seconds=0.2)):
        pass

    assert 0.4 < waited < 15
    release.join()
    first.close()
    second.close()
