from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.errors import StoreError
from monitor.model import Placement, Secret, StoryItem, Window
from monitor.pipeline import placing
from monitor.pipeline.placing import KnownDays, place_new
from monitor.store import StoreSettings, open_store
from monitor.store.sql import SqlStore
from monitor.stories import Nearby, StorySettings, forget
from monitor.stories.features import unpack
from monitor.stories.nearby import SAMPLE, SMALL
from tests import build
from tests.fakes import NOON, FakeClock
from tests.stories.desk import OTHER, told

YEAR_1, YEAR_9999 = (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC))
ALWAYS = Window(start=NOON - timedelta(days=4_000), end=NOON + timedelta(days=10))


@pytest.fixture
def store() -> Iterator[SqlStore]:
    opened = open_store(StoreSettings(url=Secret(":memory:")))
    yield opened
    opened.close()


def record(store: SqlStore, *items: StoryItem) -> None:
    store.sync_feeds([build.feed()], NOON)
    for item in items:
        entry = build.entry(item.id)
        store.record_poll(build.poll(entry), unread_at=NOON)
        store.record_reading(build.reading(item.id, story_item=item))


def placed(store: SqlStore, known: KnownDays | None = None) -> dict[str, Placement]:
    return {one.item_id: one for some in place_new(store, FakeClock(), StorySettings(), known) for one in some}


def test_days_are_kept_from_turn_to_turn_and_only_what_was_placed_since_is_read(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    add = Nearby.add

    def counted(nearby: Nearby, traces: Iterator[object]) -> None:
        some = tuple(traces)
        read.append(len(some))
        add(nearby, some)  # type: ignore[arg-type]

    monkeypatch.setattr(Nearby, "add", counted)
    known = KnownDays()
    record(store, *(told(f"a{number}", f"{OTHER} {number}", hours=number) for number in range(5)))
    placed(store, known)
    record(store, told("b"))
    placed(store, known)
    read.clear()
    record(store, told("c", hours=1))

    assert placed(store, known)["c"].duplicate_of == "b"
    assert sum(read) <= 2


def test_what_was_worked_out_of_articles_is_let_go_of_when_their_days_have_passed(store: SqlStore) -> None:
    forget()
    known = KnownDays()
    record(store, *(told(f"a{number}", f"{OTHER} {number}", hours=number) for number in range(5)))
    placed(store, known)
    at_first = unpack.cache_info().currsize
    record(store, told("b", hours=24 * 60))
    placed(store, known)

    assert at_first >= 5
    assert unpack.cache_info().currsize < at_first


def test_what_another_process_placed_is_known_too(store: SqlStore) -> None:
    ours = KnownDays()
    record(store, told("a", OTHER))
    placed(store, ours)
    record(store, told("b", hours=-60))
    placed(store)
    record(store, told("c", hours=2))

    assert placed(store, ours)["c"].duplicate_of == "b"


def test_with_nothing_new_no_days_are_read(store: SqlStore) -> None:
    record(store, told("a"))
    placed(store)
    known = KnownDays()

    assert placed(store, known) == {}
    assert (known.window, len(known.nearby)) == (None, 0)


def test_articles_years_apart_are_placed_without_reading_all_that_lies_between(store: SqlStore) -> None:
    record(store, *(told(f"a{day}", OTHER, hours=-24 * day) for day in (0, 1, 700, 701, 3_000)))
    known = KnownDays()

    found = placed(store, known)

    assert [found[f"a{day}"].duplicate_of for day in (0, 1, 700, 701, 3_000)] == ["a1", None, "a701", None, None]
    assert known.window is not None
    assert known.window.start > NOON - timedelta(days=20)


def test_a_date_long_gone_does_not_make_the_days_of_now_be_read_again(store: SqlStore) -> None:
    known = KnownDays()
    record(store, told("a"))
    placed(store, known)
    window = known.window
    record(store, told("old", OTHER, hours=-24 * 400), told("older", OTHER, hours=-24 * 401))

    assert placed(store, known)["old"].duplicate_of == "older"
    assert known.window == window


def test_many_are_placed_so_many_at_a_time_and_none_is_left(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placing, "AT_ONCE", 7)
    record(store, *(told(f"a{number:02}", f"{OTHER} {number % 10}", hours=number * 3) for number in range(40)))

    portions = list(place_new(store, FakeClock(), StorySettings()))

    assert max(map(len, portions)) <= 7
    assert sorted(one.item_id for some in portions for one in some) == [f"a{number:02}" for number in range(40)]
    assert store.unplaced_items() == ()


def test_beside_many_known_rarity_is_judged_by_a_sample_of_them(store: SqlStore) -> None:
    """Among the few articles near a new one nothing they share is rare: judged by those alone, its story would be missed."""
    known = KnownDays()
    record(
        store, *(told(f"a{number}", f"{OTHER} Note {number}.", outlet=f"Paper {number}", hours=number / 10) for number in range(SMALL + 1))
    )
    placed(store, known)
    assert known.weights is None
    record(store, told("b", hours=1))

    placed(store, known)

    assert len(known.sampled) == SAMPLE
    weights = known.weights
    record(store, told("c", hours=2))
    placed(store, known)
    assert known.weights is weights


def beside_many(store: SqlStore, known: KnownDays) -> None:
    some = (told(f"a{number}", f"{OTHER} Note {number}.", outlet=f"Paper {number}", hours=number / 10) for number in range(SMALL + 1))
    record(store, *some)
    placed(store, known)


def test_of_a_portion_beside_many_known_the_later_are_placed_beside_the_earlier_and_recorded_with_them(store: SqlStore) -> None:
    known = KnownDays()
    beside_many(store, known)
    record(store, told("b", hours=1), told("c", outlet="Tideway Herald", hours=2))

    (portion,) = place_new(store, FakeClock(), StorySettings(), known)

    assert {one.item_id: one.duplicate_of for one in portion} == {"b": None, "c": "b"}
    assert known.ledger == store.ledger_end()


def test_what_was_decided_but_never_recorded_is_decided_again(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    known = KnownDays()
    beside_many(store, known)
    record(store, told("b", hours=1))
    with monkeypatch.context() as broken:
        broken.setattr(SqlStore, "record_placements", _full)
        with pytest.raises(StoreError):
            placed(store, known)
    record(store, told("c", outlet="Tideway Herald", hours=2))

    assert placed(store, known)["c"].duplicate_of == "b"
    assert store.unplaced_items() == ()


def _full(*_: object) -> int:
    raise StoreError("the store failed: disk is full")


def test_no_more_is_kept_at_hand_than_said_and_what_is_not_yet_recorded_always(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placing, "MOST_AT_HAND", 5)
    known = KnownDays()
    beside_many(store, known)
    record(store, *(told(f"b{number}", outlet=f"Herald {number}", hours=number / 9) for number in range(9)))

    found = placed(store, known)

    assert [found[f"b{number}"].duplicate_of for number in range(9)] == [None, *["b0"] * 8]


def test_rows_stored_with_an_impossible_date_stop_neither_this_turn_nor_the_next(store: SqlStore) -> None:
    column = "Contracts for 23 November: radars and launchers"
    impossible = [replace(told(f"x{at.year}", title=column, outlet="Harbour"), order_at=at) for at in (YEAR_1, YEAR_9999)]
    record(store, *impossible, told("a"))
    known = KnownDays()

    assert placed(store, known).keys() == {"x1", "x9999", "a"}

    more = [replace(told(f"y{at.year}", title=column.replace("23", "24"), outlet="Harbour"), order_at=at) for at in (YEAR_1, YEAR_9999)]
    record(store, *more, told("b", hours=1))
    after = placed(store, known)
    assert after.keys() == {"y1", "y9999", "b"}
    assert after["b"].duplicate_of == "a"
