"""How a database is opened, and the locks beside it: what other versions of the program, and other programs, can rely on."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from monitor.errors import BusyError
from monitor.model import Secret
from monitor.store import StoreSettings, open_store
from monitor.store.engine import ADVISORY_LOCK, LOCKS
from monitor.store.sql import SqlStore
from tests import build
from tests.fakes import NOON
from tests.store.conftest import new_database

Opening = Callable[[str], SqlStore]


def me() -> str:
    return f"pid {os.getpid()} on {socket.gethostname()}"


@pytest.fixture
def opening() -> Iterator[Opening]:
    """Opens stores by their address, and closes them at the end."""
    with ExitStack() as stack:

        def open_one(url: str) -> SqlStore:
            store = open_store(StoreSettings(url=Secret(url)))
            stack.callback(store.close)
            return store

        yield open_one


@pytest.fixture
def file(tmp_path: Path) -> str:
    return str(tmp_path / "monitor.db")


@pytest.fixture
def database(postgres: Any) -> str:
    return new_database(postgres)


def test_a_file_survives_power_cuts_gives_room_back_and_waits_for_other_writers(opening: Opening, file: str) -> None:
    with opening(file)._engine.connect() as connection:
        asked = ("journal_mode", "synchronous", "busy_timeout", "auto_vacuum", "page_size", "foreign_keys")
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked}

    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "busy_timeout": 10_000,
        "auto_vacuum": 2,
        "page_size": 16_384,
        "foreign_keys": 1,
    }


def test_another_thread_may_use_a_store(store: SqlStore) -> None:
    thread = threading.Thread(target=store.record_job, args=("watch", NOON))

    thread.start()
    thread.join()

    assert store.jobs() == {"watch": NOON}


def test_several_programs_that_find_a_new_store_make_it_once(opening: Opening, file: str) -> None:
    children = []
    for _ in range(4):
        child = os.fork()
        if child == 0:
            try:
                opening(file).record_job("watch", NOON)
                os._exit(0)
            except BaseException:  # noqa: BLE001 - the child must never return
                os._exit(1)
        children.append(child)

    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0, 0, 0, 0]


def test_a_store_that_is_brought_up_to_date_waits_for_whoever_writes_to_it(opening: Opening, file: str) -> None:
    """What reads first and then comes to write is refused at once while another writes: the lock of a writer is taken from the start."""
    engine, newer = opening(file)._engine.execution_options(writes=True), []
    with engine.begin() as connection:
        connection.exec_driver_sql("update alembic_version set version_num = '0002'")

    with engine.begin() as connection:
        connection.exec_driver_sql("create table theirs (x)")
        thread = threading.Thread(target=lambda: newer.append(opening(file)))
        thread.start()
        while thread.is_alive() and not Path(f"{file}.schema-0002.backup").exists():
            time.sleep(0.01)
        thread.join(timeout=1)
        assert newer == []
    thread.join(timeout=60)

    assert newer[0].jobs() == {}


def test_the_locks_are_named_and_numbered_as_in_every_version(opening: Opening, file: str, tmp_path: Path) -> None:
    for name in LOCKS:
        with opening(file).lock(name=name):
            pass

    assert {path.name for path in tmp_path.glob("*.lock")} == {
        "monitor.db.lock",
        "monitor.db.edition.lock",
        "monitor.db.daemon.lock",
        "monitor.db.upkeep.lock",
    }
    assert {path.stat().st_mode & 0o777 for path in tmp_path.glob("*.lock")} == {0o600}
    assert LOCKS == {"turn": 0, "edition": 1, "daemon": 2, "upkeep": 3}
    assert int.from_bytes(b"monitor\0", "big") == ADVISORY_LOCK


@pytest.mark.parametrize("before", ["", "pid 4000000000 on a-host-with-a-much-longer-name-than-any-here.example.org, and then some\n"])
def test_the_owner_is_named_exactly_whoever_held_the_lock_before(opening: Opening, file: str, before: str) -> None:
    Path(f"{file}.lock").write_text(before, encoding="utf-8")

    with opening(file).lock(), pytest.raises(BusyError) as refused, opening(file).lock():
        pass

    assert refused.value.owner == me()


def test_waiting_for_a_lock_costs_next_to_nothing(settings: StoreSettings, opening: Opening) -> None:
    if settings.url.reveal() == ":memory:":
        pytest.skip("a store in memory has no second owner")
    second = opening(settings.url.reveal())

    with opening(settings.url.reveal()).lock():
        spent = time.process_time()
        with pytest.raises(BusyError), second.lock(wait=timedelta(seconds=1)):
            pass
        spent = time.process_time() - spent

    assert spent < 0.4


def test_what_opening_and_polling_ask_costs_the_same_however_much_is_stored(opening: Opening, file: str) -> None:
    store = opening(file)
    store.sync_feeds([build.feed()], NOON)
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        opening(file)
        opened, entries = len(asked), tuple(build.entry(f"Radar {number}") for number in range(3))
        store.unknown_entries(entries)
        store.record_poll(build.poll(*entries), unread_at=NOON)
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)

    assert not [statement for statement, _ in asked[:opened] if "entries" in statement]
    plans = []
    with store._engine.connect() as connection:
        for statement, parameters in asked[opened:]:
            if statement.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE")):
                plans += [row[-1] for row in connection.exec_driver_sql(f"explain query plan {statement}", parameters)]
    assert [plan for plan in plans if plan.startswith("SEARCH entries")]
    assert [plan for plan in plans if plan.startswith("SCAN") and "USING" not in plan] == []


@pytest.mark.postgres
def test_the_locks_in_postgres_have_the_keys_of_every_version_and_name_their_owner(opening: Opening, database: str) -> None:
    first, second = opening(database), opening(database)

    for name, number in LOCKS.items():
        with first.lock(name=name), second._engine.connect() as connection:
            taken = connection.scalar(sa.select(sa.func.pg_try_advisory_lock(ADVISORY_LOCK + number)))
            with pytest.raises(BusyError) as refused, second.lock(name=name):
                pass
        assert taken is False
        assert refused.value.owner == me()


@pytest.mark.postgres
def test_who_holds_a_lock_in_postgres_for_long_keeps_no_transaction_open(opening: Opening, database: str) -> None:
    """A server cannot tidy up behind the oldest open transaction."""
    with opening(database).lock(), opening(database)._engine.connect() as connection:
        states = connection.scalars(sa.text("select state from pg_stat_activity where application_name = :me"), {"me": me()}).all()

    assert states == ["idle"]


@pytest.mark.postgres
def test_a_connection_that_was_cut_between_two_turns_is_made_anew(opening: Opening, database: str, postgres: Any) -> None:
    store = opening(database)
    store.record_job("watch", NOON)
    name = urlsplit(database).path.lstrip("/")

    postgres.psql(f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}';")
    store.record_job("upkeep", NOON)

    assert set(store.jobs()) == {"watch", "upkeep"}
