"""An old copy of the store put back: what was sent after it was made is not sent again, and what is new reaches everybody."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.digest import DigestSettings
from monitor.errors import StoreError
from monitor.fault import strike_with
from monitor.model import Attempt, Secret
from monitor.store.settings import StoreSettings
from monitor.store.sql import SqlStore
from tests import build
from tests.fakes import NOON, FakeClock
from tests.pipeline.test_publish import ADA, BO, DAILY, HOUR, job, read

HOURLY = replace(DAILY, cron="0 * * * *", recipients=(ADA,))
MINUTE = timedelta(minutes=1)


class House:
    """A store in a file, a copy of it, and what arrived at each reader."""

    def __init__(self, folder: Path, settings: DigestSettings) -> None:
        self.folder, self.settings, self.clock = folder, settings, FakeClock(NOON)
        self.arrived: dict[str, list[str]] = defaultdict(list)
        self.ids: list[str] = []
        self.store = self._opened()
        self.store.sync_feeds([build.feed()], NOON - timedelta(days=1))
        self.store.record_unchanged([build.poll()])

    def _opened(self) -> SqlStore:
        return SqlStore.open(StoreSettings(url=Secret(str(self.folder / "monitor.db"))))

    def news(self, title: str) -> None:
        read(self.store, title, self.clock())
        self.clock.advance(MINUTE)

    def turn(self, *, but_not: Collection[str] = ()) -> None:
        """Publish and send; `but_not` to those whose server is down."""
        job(self.store, self.clock, self.settings).run()
        for delivery in self.store.claim_deliveries(self.clock(), limit=50, lease=10 * MINUTE):
            if delivery.recipient in but_not:
                later = self.clock() + HOUR
                self.store.record_attempt(Attempt(delivery_id=delivery.id, tried_at=self.clock(), state="retry", next_attempt_at=later))
                continue
            self.arrived[delivery.recipient].append(delivery.payload.decode())
            self.ids.append(delivery.message_id)
            self.store.record_attempt(Attempt(delivery_id=delivery.id, tried_at=self.clock(), state="sent"))

    def copy(self) -> None:
        self.store.backup(str(self.folder / "copy"))

    def restore(self) -> None:
        self.store.close()
        for name in ("monitor.db", "monitor.db-wal", "monitor.db-shm"):
            (self.folder / name).unlink(missing_ok=True)
        shutil.copy(self.folder / "copy", self.folder / "monitor.db")
        self.store = self._opened()

    def times(self, title: str, reader: str = ADA.address) -> int:
        return sum(f"{title}\r\n" in mail or f"{title} " in mail for mail in self.arrived[reader])


@pytest.fixture
def house(tmp_path: Path) -> Callable[..., House]:
    return lambda settings=HOURLY: House(tmp_path, settings)


def test_what_is_new_after_a_restore_waits_for_the_next_edition_and_comes_in_it(house: Callable[..., House]) -> None:
    home = house()
    home.news("Radar delivered")
    home.copy()
    home.turn()

    home.restore()
    home.clock.advance(30 * MINUTE)
    home.news("Battery ordered")
    home.turn()
    mails_in_the_same_slot = len(home.ids)
    home.clock.advance(30 * MINUTE)
    home.turn()

    assert mails_in_the_same_slot == 1
    assert (home.times("Radar delivered"), home.times("Battery ordered")) == (1, 1)
    assert [edition.number for edition in home.store.editions("daily")] == [2, 1]
    assert len(set(home.ids)) == len(home.ids)
    home.store.close()


def test_what_was_told_is_not_sent_again_where_the_next_slot_passed_before_the_first_turn(house: Callable[..., House]) -> None:
    home = house()
    home.news("Radar delivered")
    home.copy()
    home.turn()

    home.restore()
    home.clock.advance(HOUR)
    home.news("Battery ordered")
    home.turn()

    assert (home.times("Radar delivered"), home.times("Battery ordered")) == (1, 1)
    assert [edition.number for edition in home.store.editions("daily")] == [2, 1]
    home.store.close()


def test_whose_mail_had_not_arrived_when_the_store_was_lost_gets_its_news_with_the_next_edition(house: Callable[..., House]) -> None:
    home = house(replace(HOURLY, recipients=(ADA, BO)))
    home.news("Radar delivered")
    home.copy()
    home.clock.advance(4 * HOUR)
    home.turn(but_not={BO.address})
    home.clock.advance(HOUR)
    home.news("Battery ordered")
    home.turn(but_not={BO.address})

    home.restore()
    home.clock.advance(HOUR)
    home.turn()

    for reader in (ADA.address, BO.address):
        assert home.times("Radar delivered", reader) == 1, reader
    assert home.times("Battery ordered") == 1
    home.store.close()


def test_a_copy_that_knows_the_edition_is_left_as_it_is(house: Callable[..., House]) -> None:
    home = house()
    home.news("Radar delivered")
    home.turn()
    home.copy()
    before = home.store.editions("daily"), home.store.told("daily")

    home.restore()
    home.turn()

    assert (home.store.editions("daily"), home.store.told("daily")) == before
    assert len(home.ids) == 1
    home.store.close()


@pytest.mark.parametrize("instant", ["before commit of claim of deliveries", "before commit of attempt"])
def test_a_turn_that_dies_between_the_journal_and_the_store_loses_and_doubles_nothing(house: Callable[..., House], instant: str) -> None:
    def die(name: str) -> None:
        if name == instant:
            raise InterruptedError(name)

    home = house()
    home.news("Radar delivered")
    home.copy()
    strike_with(die)
    try:
        with pytest.raises((StoreError, InterruptedError)):
            home.turn()
    finally:
        strike_with(None)
    is_sent = bool(home.ids)
    home.restore()
    home.clock.advance(HOUR)
    home.news("Battery ordered")
    home.turn()

    assert is_sent is (instant == "before commit of attempt")
    assert (home.times("Radar delivered"), home.times("Battery ordered")) == (1, 1)
    assert len(set(home.ids)) == len(home.ids)
    home.store.close()


def test_the_journal_names_nobody(house: Callable[..., House]) -> None:
    home = house()
    home.news("Radar delivered")
    home.turn()

    written = (home.folder / "monitor.db.sent").read_text()

    assert "= daily 1 {" in written
    assert "@" not in written
    assert "Ada" not in written
    home.store.close()
