"""One turn: what it holds while it turns, what it leaves out, and what it leaves behind."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.app import App, dry_run, open_store, run_once, run_turn, run_upkeep, turn
from monitor.config import Config
from monitor.config.form import OperatorSettings
from monitor.deliver import FileSettings
from monitor.digest import DigestSettings, Recipient
from monitor.errors import BusyError, StoreError
from monitor.model import FeedState, Secret
from monitor.pipeline.tally import Tally
from monitor.store import StoreSettings
from monitor.store.sql import SqlStore
from tests import build
from tests.fakes import NOON, FakeClock, FakeWeb

HOUR = timedelta(hours=1)
DAILY = DigestSettings(id="daily", name="Daily", cron="0 11 * * *", recipients=(Recipient(address="ada@example.org"),), channels=("post",))
GATHER, EDITIONS = ("poll", "read"), ("publish", "send")


class Web(FakeWeb):
    """A web that also remembers which hosts it was told to leave alone, and which it found closed."""

    def __init__(self) -> None:
        super().__init__()
        self.left_alone: dict[str, timedelta] = {}
        self.closed: dict[str, timedelta] = {}

    def stay_away(self, host: str, span: timedelta) -> None:
        self.left_alone[host] = span

    def closed_hosts(self) -> dict[str, timedelta]:
        return self.closed

    def close(self) -> None:
        """Nothing to let go."""


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """No feeds, one daily digest into a folder, an operator who is told nothing yet."""
    config = Config(
        path=tmp_path / "config.yaml",
        store=StoreSettings(url=Secret(str(tmp_path / "monitor.db")), backups="", min_free=0),
        channels={"post": FileSettings(kind="file", folder=str(tmp_path / "post"))},
        operator=OperatorSettings(channel="post", address="ops@example.org"),
    )
    made = App(config=config, clock=FakeClock())
    made.__dict__["fetcher"] = Web()
    yield made
    made.close()


@contextmanager
def held(app: App, name: str) -> Iterator[SqlStore]:
    """Another program that holds this lock."""
    with open_store(app.config) as store, store.lock(name=name):
        yield store


def letters(app: App) -> int:
    folder = Path(app.config.path.parent / "post")
    return len(list(folder.rglob("*.eml"))) if folder.is_dir() else 0


@pytest.mark.parametrize(
    ("lock", "stages", "is_refused"),
    [
        ("turn", GATHER, True),
        ("turn", ("read",), True),
        ("turn", EDITIONS, False),
        ("edition", GATHER, False),
        ("edition", ("send",), True),
        ("edition", EDITIONS, True),
        ("turn", turn.STAGES, True),
        ("edition", turn.STAGES, True),
        ("daemon", turn.STAGES, False),
        ("upkeep", turn.STAGES, False),
    ],
)
def test_a_turn_holds_the_locks_of_its_stages_and_no_others(app: App, lock: str, stages: tuple[str, ...], is_refused: bool) -> None:
    with held(app, lock):
        if is_refused:
            with pytest.raises(BusyError, match="another turn is running: pid "):
                run_turn(app, only=stages)
        else:
            run_turn(app, only=stages)

    run_turn(app, only=stages)


@pytest.mark.parametrize(
    ("lock", "words"), [("daemon", "another daemon holds this store"), ("upkeep", "another program looks after this store")]
)
def test_who_finds_a_lock_held_is_told_of_what(app: App, lock: str, words: str) -> None:
    with (
        held(app, lock),
        open_store(app.config) as store,
        pytest.raises(BusyError, match=f"^{words}: pid ") as refused,
        store.lock(name=lock),
    ):
        pass

    assert refused.value.owner.startswith("pid ")


def test_looking_after_the_store_is_done_by_one_at_a_time(app: App) -> None:
    with held(app, "upkeep") as store:
        with pytest.raises(BusyError):
            run_upkeep(app)
        run_turn(app)
        assert "watch" not in store.jobs()

    run_upkeep(app)
    with open_store(app.config) as store:
        assert store.jobs()["watch"] == NOON


def test_only_a_whole_turn_looks_after_the_store(app: App) -> None:
    run_turn(app, only=EDITIONS)
    run_turn(app, only=GATHER)
    with open_store(app.config) as store:
        assert "watch" not in store.jobs()

    run_turn(app)
    with open_store(app.config) as store:
        assert store.jobs()["watch"] == NOON


def test_what_the_operator_must_be_told_goes_out_with_the_turn_that_found_it(app: App) -> None:
    app.config = replace(app.config, store=replace(app.config.store, min_free=10**9))

    report = run_turn(app)

    assert letters(app) == 1
    assert report.deliveries["sent"] == 1
    assert [problem.where for problem in report.problems] == ["disk"]
    assert run_turn(app).problems == ()
    assert letters(app) == 1


def test_upkeep_of_the_daemon_leaves_the_message_to_the_job_that_sends(app: App) -> None:
    app.config = replace(app.config, store=replace(app.config.store, min_free=10**9))

    run_upkeep(app)
    assert letters(app) == 0

    run_turn(app, only=EDITIONS)
    assert letters(app) == 1


def test_a_turn_that_is_told_to_leave_begins_nothing_and_says_so_in_its_report(app: App) -> None:
    with open_store(app.config) as store:
        store.record_edition(build.edition(), [build.delivery(channel="post")], [])

    report = run_turn(app, is_leaving=lambda: True)

    assert letters(app) == 0
    assert (report.started_at, report.finished_at) == (NOON, NOON)
    with open_store(app.config) as store:
        assert "watch" not in store.jobs()
        assert [one.run for one in store.runs_since(NOON)] == [report.run]


def test_every_run_has_a_report_and_ticks_that_found_nothing_share_one_a_day(app: App) -> None:
    asked = run_turn(app, only=EDITIONS)
    for _ in range(3):
        run_turn(app, only=EDITIONS, is_tick=True)
    with open_store(app.config) as store:
        store.record_edition(build.edition(), [build.delivery(channel="post")], [])
    busy = run_turn(app, only=EDITIONS, is_tick=True)
    app.clock = lambda: NOON + 3 * HOUR
    run_turn(app, only=EDITIONS, is_tick=True)
    app.clock = lambda: NOON + 24 * HOUR
    run_turn(app, only=EDITIONS, is_tick=True)

    with open_store(app.config) as store:
        found = {one.run: one for one in store.runs_since(NOON - HOUR)}
        assert set(store.jobs()) >= {"publish", "send"}
    assert {asked.run, busy.run} < found.keys()
    shared = [one for name, one in found.items() if name not in (asked.run, busy.run)]
    assert [(one.jobs, one.turns, one.started_at, one.finished_at) for one in shared] == [
        (EDITIONS, 4, NOON, NOON + 3 * HOUR),
        (EDITIONS, 1, NOON + 24 * HOUR, NOON + 24 * HOUR),
    ]


def test_looking_after_the_store_has_a_report_of_what_it_did(app: App) -> None:
    app.config = replace(app.config, store=replace(app.config.store, backups=str(app.config.path.parent / "copies")))
    run_upkeep(app)
    app.clock = lambda: NOON + 25 * HOUR
    run_upkeep(app)
    run_upkeep(app)

    with open_store(app.config) as store:
        first, done, nothing = store.runs_since(NOON)
    assert {one.jobs for one in (first, done, nothing)} == {("upkeep",)}
    assert (done.store["checked"], done.store["copied"]) == (1, 1)
    assert not any(nothing.store.values())


def test_a_turn_that_the_store_ended_is_reported_with_what_it_had_done(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_app: App, _store: object, tally: Tally, _is_over: object) -> None:
        tally.count("feeds.polled")
        raise StoreError("the disk is full")

    monkeypatch.setitem(turn.JOBS, "poll", fail)
    with pytest.raises(StoreError):
        run_turn(app, only=GATHER, is_tick=True)

    with open_store(app.config) as store:
        (report,) = store.runs_since(NOON)
        assert "poll" not in store.jobs()
    assert report.feeds["polled"] == 1
    assert [problem.where for problem in report.problems] == ["store"]


def test_stages_come_in_the_order_of_the_journey_whatever_the_order_asked_for(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def noting(name: str) -> Callable[..., None]:
        return lambda *_: done.append(name)

    for name in turn.STAGES:
        monkeypatch.setitem(turn.JOBS, name, noting(name))

    run_turn(app, only=("send", "poll"))
    run_turn(app, only=turn.STAGES)

    assert done == ["poll", "send", *turn.STAGES]


def test_a_stage_takes_no_new_work_after_its_time_and_each_has_its_own(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []
    for name in turn.STAGES:
        monkeypatch.setitem(turn.JOBS, name, lambda _app, _store, _tally, is_over: seen.append(is_over()))

    run_turn(app)
    assert seen == [False] * 4
    monkeypatch.setattr(turn, "BUDGET", timedelta(seconds=-1))
    run_turn(app)

    assert seen == [False] * 4 + [True] * 4


def test_a_host_that_asked_to_be_left_alone_is_left_alone_by_the_next_process(app: App) -> None:
    app.config = replace(app.config, feeds=(build.feed(),))
    with open_store(app.config) as store:
        store.record_back_offs({"other.example": NOON + HOUR})
    web = app.fetcher
    assert isinstance(web, Web)

    run_turn(app, only=("poll",))

    assert web.left_alone == {"other.example": HOUR}


def test_the_hosts_of_articles_are_left_alone_too(app: App) -> None:
    web = app.fetcher
    assert isinstance(web, Web)
    web.closed = {"harbour.example": HOUR}
    entry = build.entry()
    with open_store(app.config) as store:
        store.sync_feeds([build.feed()], NOON)
        store.record_poll(build.poll(entry), unread_at=NOON)
        store.record_back_offs({"other.example": NOON + HOUR})

    report = run_turn(app, only=("read",))

    with open_store(app.config) as store:
        assert store.back_offs(NOON) == {"harbour.example": NOON + HOUR, "other.example": NOON + HOUR}
    assert web.left_alone == {"other.example": HOUR}
    assert sum(report.articles.values()) > 0


def test_what_is_not_needed_is_not_even_built(app: App) -> None:
    run_turn(app)

    assert set(app.__dict__) & {"workers", "channels", "desk", "topics"} == set()


def test_what_was_in_hand_when_its_process_died_is_due_at_once(app: App) -> None:
    entry = build.entry()
    with open_store(app.config) as store:
        store.sync_feeds([build.feed()], NOON)
        store.record_poll(build.poll(entry), unread_at=NOON)
        store.record_edition(build.edition(), [build.delivery(channel="post")], [])
        assert store.claim_unread(NOON, limit=9, lease=HOUR)
        assert store.claim_deliveries(NOON, limit=9, lease=HOUR)

    report = run_turn(app, only=("read", "send"))

    assert letters(app) == 1
    assert sum(report.articles.values()) > 0


def test_cron_waits_for_another_turn_as_long_as_it_was_told(app: App) -> None:
    with held(app, "turn"), pytest.raises(BusyError):
        run_once(app.config, wait=timedelta(seconds=0.2), clock=app.clock)

    assert run_once(app.config, wait=HOUR, clock=app.clock).started_at == NOON


def test_cron_waits_for_nobody_unless_it_was_told(app: App) -> None:
    began = time.monotonic()
    with held(app, "edition"), pytest.raises(BusyError):
        run_once(app.config, clock=app.clock)

    assert time.monotonic() - began < 5


@pytest.mark.parametrize("is_leaving", [False, True])
def test_the_daily_care_of_the_store_counts_when_it_came_to_its_end(app: App, is_leaving: bool) -> None:
    with open_store(app.config) as store:
        store.record_job("upkeep", NOON - timedelta(days=1))

    if is_leaving:
        run_upkeep(app, is_leaving=lambda: True)
    else:
        run_upkeep(app)

    with open_store(app.config) as store:
        assert (store.jobs()["upkeep"] == NOON) is not is_leaving


def test_feeds_that_are_due_are_polled_and_digests_that_are_due_published(app: App) -> None:
    app.config = replace(app.config, feeds=(build.feed(),), digests=(DAILY,))

    report = run_turn(app, only=("poll", "publish"))

    assert (report.feeds["due"], report.feeds["failed"]) == (1, 1)
    with open_store(app.config) as store:
        assert [edition.period for edition in store.editions("daily", limit=9)] == ["2026-11-24"]


def test_a_dry_run_names_the_editions_of_readers_with_an_hour_of_their_own(app: App) -> None:
    early = Recipient(address="bo@example.org", cron="0 5 * * *", zone="Europe/Berlin")
    app.config = replace(app.config, digests=(replace(DAILY, recipients=(*DAILY.recipients, early)),))
    with open_store(app.config) as store:
        store.record_edition(build.edition("2026-11-24", 1, published_at=NOON), [], [])

    assert dry_run(app.config, clock=app.clock)["editions_due"] == ["daily 2026-11-24 (0 5 * * * Europe/Berlin)"]


def test_a_dry_run_says_what_is_due_and_touches_nothing(app: App) -> None:
    app.config = replace(app.config, feeds=(build.feed(), build.feed("lagoon")), digests=(DAILY,))

    assert dry_run(app.config, clock=app.clock) == {
        "feeds_due": ["harbour", "lagoon"],
        "entries_unread": 0,
        "editions_due": ["daily 2026-11-24"],
        "deliveries_owed": 0,
    }
    with open_store(app.config) as store:
        assert store.feeds() == ()
        store.sync_feeds(app.config.feeds, NOON)
        store.set_feed_state("lagoon", FeedState(status="ok", last_poll_at=NOON, next_poll_at=NOON + HOUR))
    assert dry_run(app.config, clock=app.clock)["feeds_due"] == ["harbour"]
    with open_store(app.config) as store:
        store.set_feed_state("harbour", FeedState(status="ok", last_poll_at=NOON, next_poll_at=NOON + HOUR))
    assert dry_run(app.config, clock=app.clock)["feeds_due"] == []
