"""An old backup that is put back does not send again what arrived after it was made."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

from monitor.model import Attempt, Secret
from monitor.store import StoreSettings, journal, open_store
from monitor.store.sql import SqlStore
from tests import build
from tests.fakes import NOON

LEASE = timedelta(minutes=10)


def opened(path: Path) -> SqlStore:
    return open_store(StoreSettings(url=Secret(str(path))))


def test_a_restored_backup_sends_nothing_again_and_forgets_nothing_that_is_owed(tmp_path: Path) -> None:
    store = opened(tmp_path / "monitor.db")
    owed = [build.delivery(name, id=name * 16) for name in ("a", "b")]
    store.record_edition(build.edition(), owed, [])
    store.backup(str(tmp_path / "backup.db"))
    store.claim_deliveries(NOON, limit=1, lease=LEASE)
    store.record_attempt(Attempt(delivery_id="a" * 16, tried_at=NOON, state="sent", answer="250 ok"))
    store.close()
    for leftover in tmp_path.glob("monitor.db-*"):
        leftover.unlink()
    shutil.copy(tmp_path / "backup.db", tmp_path / "monitor.db")

    restored = opened(tmp_path / "monitor.db")
    claimed = restored.claim_deliveries(NOON, limit=10, lease=LEASE)

    assert [delivery.id for delivery in claimed] == ["b" * 16]
    states = {delivery.id: delivery.state for delivery in restored.outbox()}
    assert states == {"a" * 16: "sent", "b" * 16: "sending"}
    restored.close()


def test_a_delivery_that_arrived_is_known_before_the_database_knows(tmp_path: Path) -> None:
    path = str(tmp_path / "monitor.db")
    journal.note(path, "a" * 16)

    assert journal.noted(path, ["a" * 16, "b" * 16]) == {"a" * 16}


def test_half_a_line_that_a_full_disk_left_spoils_no_other(tmp_path: Path) -> None:
    path = str(tmp_path / "monitor.db")
    journal.note(path, "a" * 16)
    with open(path + journal.ENDING, "ab") as file:
        file.write(b"bbbb")
    journal.note(path, "c" * 16)

    assert journal.noted(path, ["a" * 16, "b" * 16, "bbbb", "c" * 16]) == {"a" * 16, "bbbb", "c" * 16}


def test_half_a_line_of_an_edition_counts_for_nothing_and_is_written_again(tmp_path: Path) -> None:
    path = str(tmp_path / "monitor.db")
    going = journal.Going(edition=build.edition(number=7), news=((("a" * 16,), (("b" * 16, "c" * 16, 1),)),))
    with open(path + journal.ENDING, "ab") as file:
        file.write(b'= daily 7 {"edition":{"digest"')

    assert journal.editions(path, "daily") == {}
    journal.note_edition(path, going)

    assert journal.editions(path, "daily", after=6) == {7: going}
    assert journal.editions(path, "daily", after=7) == journal.editions(path, "weekly") == {}


def test_a_store_without_a_file_has_no_journal() -> None:
    journal.note(None, "a" * 16)

    assert journal.noted(None, ["a" * 16]) == frozenset()
