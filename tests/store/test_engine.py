"""How a database is opened, and the locks beside it: what other versions of the program, and other programs, can rely on."""

from __future__ import annotations

import os
import socket
import threading
import time
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
from tests.fakes import NOON
from tests.store.conftest import new_database


def me() -> str:
    return f"pid {os.getpid()} on {socket.gethostname()}"


def test_a_file_survives_power_cuts_gives_room_back_and_waits_for_other_writers(tmp_path: Path) -> None:
    store = open_store(StoreSettings(url=Secret(str(tmp_path / "monitor.db"))))

    with store._engine.connect() as connection:
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
    store.close()


def test_another_thread_may_use_a_store(settings: StoreSettings) -> None:
    store = open_store(settings)
    thread = threading.Thread(target=store.record_job, args=("watch", NOON))

    thread.start()
    thread.join()

    assert store.jobs() == {"watch": NOON}
    store.close()


def test_several_programs_that_find_a_new_store_make_it_once(tmp_path: Path) -> None:
    settings = StoreSettings(url=Secret(str(tmp_path / "monitor.db")))
    children = []
    for _ in range(4):
        child = os.fork()
        if child == 0:
            try:
                open_store(settings).record_job("watch", NOON)
                os._exit(0)
            except BaseException:  # noqa: BLE001 - the child must never return
                os._exit(1)
        children.append(child)

    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0, 0, 0, 0]


def test_the_locks_are_named_and_numbered_as_in_every_version(tmp_path: Path) -> None:
    settings = StoreSettings(url=Secret(str(tmp_path / "monitor.db")))
    store = open_store(settings)
    for name in LOCKS:
        with store.lock(name=name):
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
    store.close()


@pytest.mark.parametrize("before", ["", "pid 4000000000 on a-host-with-a-much-longer-name-than-any-here.example.org, and then some\n"])
def test_the_owner_is_named_exactly_whoever_held_the_lock_before(tmp_path: Path, before: str) -> None:
    (tmp_path / "monitor.db.lock").write_text(before, encoding="utf-8")
    settings = StoreSettings(url=Secret(str(tmp_path / "monitor.db")))
    first, second = open_store(settings), open_store(settings)

    with first.lock(), pytest.raises(BusyError) as refused, second.lock():
        pass

    assert refused.value.owner == me()
    first.close()
    second.close()


def test_waiting_for_a_lock_costs_next_to_nothing(settings: StoreSettings) -> None:
    if settings.url.reveal() == ":memory:":
        pytest.skip("a store in memory has no second owner")
    first, second = open_store(settings), open_store(settings)

    with first.lock():
        spent = time.process_time()
        with pytest.raises(BusyError), second.lock(wait=timedelta(seconds=1)):
            pass
        spent = time.process_time() - spent

    assert spent < 0.4
    first.close()
    second.close()


@pytest.mark.postgres
def test_the_locks_in_postgres_have_the_keys_of_every_version_and_name_their_owner(postgres: Any) -> None:
    settings = StoreSettings(url=Secret(new_database(postgres)))
    first, second = open_store(settings), open_store(settings)

    for name, number in LOCKS.items():
        with first.lock(name=name), second._engine.connect() as connection:
            taken = connection.scalar(sa.select(sa.func.pg_try_advisory_lock(ADVISORY_LOCK + number)))
            with pytest.raises(BusyError) as refused, second.lock(name=name):
                pass
        assert taken is False
        assert refused.value.owner == me()
    first.close()
    second.close()


@pytest.mark.postgres
def test_who_holds_a_lock_in_postgres_for_long_keeps_no_transaction_open(postgres: Any) -> None:
    """A server cannot tidy up behind the oldest open transaction."""
    settings = StoreSettings(url=Secret(new_database(postgres)))
    first, second = open_store(settings), open_store(settings)

    with first.lock(), second._engine.connect() as connection:
        states = connection.scalars(sa.text("select state from pg_stat_activity where application_name = :me"), {"me": me()}).all()

    assert states == ["idle"]
    first.close()
    second.close()


@pytest.mark.postgres
def test_a_connection_that_was_cut_between_two_turns_is_made_anew(postgres: Any) -> None:
    address = new_database(postgres)
    store = open_store(StoreSettings(url=Secret(address)))
    store.record_job("watch", NOON)
    name = urlsplit(address).path.lstrip("/")

    postgres.psql(f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}';")
    store.record_job("upkeep", NOON)

    assert set(store.jobs()) == {"watch", "upkeep"}
    store.close()
