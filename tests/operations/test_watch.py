"""Every trouble begins once and ends once: the decisions by table, the messages as they go out."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest

from monitor.app import watch
from monitor.app.watch import Look
from monitor.digest import ChannelForm
from monitor.model import Condition, DueFeed, FeedState, Incident, Problem, RunReport
from tests import build
from tests.fakes import NOON

HOUR = timedelta(hours=1)
WELL = FeedState(status="ok", last_poll_at=NOON, last_success_at=NOON)


def due(id: str, state: FeedState = WELL, **feed: Any) -> DueFeed:
    known = build.feed(id, **feed)
    return DueFeed(feed=known, state=state, url=known.url)


def failing(hours: float, times: int, status: Any = "http", **changes: Any) -> FeedState:
    return replace(WELL, status=status, failing_since=NOON - hours * HOUR, failures=times, why="503", **changes)


def keys(look: Look) -> list[str]:
    return [condition.key for condition in look.conditions]


FEEDS: dict[str, tuple[FeedState, list[str]]] = {
    "well": (WELL, []),
    "failed once": (failing(0, 1), []),
    "failed often, not for long": (failing(5.9, 9), []),
    "failed long, not often": (failing(30, 2), []),
    "failed often and long": (failing(6, 3), ["feed:a"]),
    "gone for good": (failing(0, 1, "gone"), ["feed:a"]),
    "silent against its own rhythm": (replace(WELL, status="silent", why="newest entry of 2026-10-01"), ["silent:a"]),
    "stale": (replace(WELL, status="stale", why="newest entry of 2026-10-01"), ["silent:a"]),
    "redirected": (replace(WELL, status="moved", moved_to="https://new.example/feed"), []),
    "moved": (replace(WELL, adopted_url="https://new.example/feed"), ["moved:a"]),
    "never polled": (FeedState(), []),
}


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_is_trouble_when_a_person_can_do_something_about_it(name: str) -> None:
    state, expected = FEEDS[name]

    assert keys(watch.look_at_feeds([due("a", state), due("b")], NOON)) == expected


@pytest.mark.parametrize("name", FEEDS)
def test_a_paused_feed_is_no_trouble(name: str) -> None:
    assert keys(watch.look_at_feeds([due("a", FEEDS[name][0], is_paused=True)], NOON)) == []


def test_every_feed_failing_at_once_is_one_trouble_and_none_of_them_is_judged() -> None:
    feeds = [due(id, failing(7, 5, "dns")) for id in "abc"]

    look = watch.look_at_feeds(feeds, NOON)

    assert keys(look) == ["network"]
    assert "feed:" not in look.covers
    assert keys(watch.look_at_feeds([due(id, failing(0.5, 5, "dns")) for id in "abc"], NOON)) == []


def test_what_failed_while_the_network_was_away_says_nothing_about_a_feed() -> None:
    feeds = [due("a", failing(9, 5, "dns")), due("b"), due("c")]

    assert keys(watch.look_at_feeds(feeds, NOON, network_back_at=NOON + HOUR)) == []
    assert keys(watch.look_at_feeds(feeds, NOON, network_back_at=NOON - HOUR)) == ["feed:a"]


@pytest.mark.parametrize(
    ("key", "broken"),
    [
        ("feed:a", failing(100, 9, "gone")),
        ("feed:a", failing(100, 2, "http")),
        ("silent:a", failing(2, 2, "dns")),
    ],
)
def test_a_trouble_from_before_the_network_went_is_neither_over_nor_new_when_it_comes_back(key: str, broken: FeedState) -> None:
    known = [Incident(key=key, what="long ago", opened_at=NOON - 99 * HOUR)]

    def changed(state: FeedState, network_back_at: datetime) -> list[tuple[str, bool]]:
        feeds = [due("a", state), due("b"), due("c")]
        look = watch.look_at_feeds(feeds, NOON, network_back_at=network_back_at, open_keys={key})
        return [(one.key, one.closed_at is not None) for one in watch.changes(look, known, NOON)]

    assert changed(broken, NOON + HOUR) == []
    assert changed(broken, NOON - HOUR) == []
    assert changed(WELL, NOON + HOUR) == [(key, True)]
    paused = watch.look_at_feeds([due("a", broken, is_paused=True), due("b")], NOON, open_keys={key})
    assert [one.closed_at for one in watch.changes(paused, known, NOON)] == [NOON]


@pytest.mark.parametrize(
    ("free", "is_open", "is_trouble"), [(499, False, True), (500, False, False), (599, True, True), (600, True, False), (0, True, True)]
)
def test_a_disk_is_told_of_when_it_is_nearly_full_and_well_again_with_room_to_spare(free: int, is_open: bool, is_trouble: bool) -> None:
    assert keys(watch.look_at_disk(free * watch.MIB, 500, is_open=is_open)) == (["disk"] if is_trouble else [])


def test_the_edges_of_what_is_trouble() -> None:
    away = [due(id, failing(1, 5, "dns")) for id in "abc"]
    judged_then = [due("a", failing(9, 5, "dns", last_poll_at=NOON)), due("b"), due("c")]

    assert keys(watch.look_at_feeds(away, NOON)) == ["network"]
    assert keys(watch.look_at_feeds(judged_then, NOON, network_back_at=NOON)) == []
    (disk,) = watch.look_at_disk(3 * 1024 * 1024, 500, is_open=False).conditions
    assert disk.what == "3 MiB are free on the disk of the store, less than 500 MiB (store.min_free)"


def test_two_looks_are_one_look() -> None:
    one = Look(conditions=(DISK,), covers=("disk",))
    other = Look(conditions=(Condition(key="feed:a", what="503"),), covers=("feed:",))

    assert one + other == Look(conditions=(*one.conditions, *other.conditions), covers=("disk", "feed:"))


def test_what_was_told_says_when() -> None:
    assert watch.told((OPEN,), NOON + HOUR) == (replace(OPEN, told_at=NOON + HOUR),)


def run(at: datetime, *editions: str, problems: tuple[Problem, ...] = ()) -> RunReport:
    return RunReport(run=f"{at}", started_at=at, finished_at=at, editions=editions, problems=problems)


def test_a_template_that_failed_is_trouble_until_an_edition_comes_out_without_a_complaint() -> None:
    failed = run(NOON, "daily 2026-11-24", problems=(Problem(where="digest:daily", what="templates failed"),))
    good = run(NOON + HOUR, "daily 2026-11-25")

    assert keys(watch.look_at_reports([failed])) == ["template:daily"]
    assert watch.look_at_reports([failed, good]) == Look(covers=("template:daily",))
    assert keys(watch.look_at_reports([good, failed])) == ["template:daily"]
    assert watch.look_at_reports([run(NOON, problems=(Problem(where="feed:a", what="503"),))]) == Look()


DISK = Condition(key="disk", what="3 MiB are free")
OPEN = Incident(key="disk", what="3 MiB are free", opened_at=NOON)

CHANGES: dict[str, tuple[Look, list[Incident], list[tuple[str, bool]]]] = {
    "all is well": (Look(covers=("disk",)), [], []),
    "it begins": (Look(conditions=(DISK,), covers=("disk",)), [], [("disk", False)]),
    "it lasts": (Look(conditions=(DISK,), covers=("disk",)), [OPEN], []),
    "it lasts with other words": (Look(conditions=(replace(DISK, what="2 MiB"),), covers=("disk",)), [OPEN], []),
    "it ends": (Look(covers=("disk",)), [OPEN], [("disk", True)]),
    "it was not looked at": (Look(covers=("feed:",)), [OPEN], []),
    "it begins without being covered": (Look(conditions=(DISK,)), [], [("disk", False)]),
    "one begins as another ends": (
        Look(conditions=(Condition(key="feed:a", what="503"),), covers=("disk", "feed:")),
        [OPEN],
        [("feed:a", False), ("disk", True)],
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_trouble_is_told_when_it_begins_and_when_it_ends_and_never_between(name: str) -> None:
    look, known, expected = CHANGES[name]

    changed = watch.changes(look, known, NOON + HOUR)

    assert [(one.key, one.closed_at is not None) for one in changed] == expected


def message(*changed: Incident, form: ChannelForm | None = None) -> Any:
    return watch.message_for(
        changed, form or ChannelForm(sender="desk@example.org"), NOON, channel="mail", address="ops@example.org", host="h"
    )


def test_the_message_is_a_mail_that_says_what_to_do() -> None:
    delivery = message(OPEN, Incident(key="feed:a", what="503", opened_at=NOON - HOUR, closed_at=NOON))

    mail = message_from_bytes(delivery.payload, policy=policy.default)
    text = mail.get_content()  # type: ignore[attr-defined]
    assert (mail["To"], mail["Subject"]) == ("ops@example.org", "[monitor h] troubles: 1 new, 1 over")
    assert "What to do: make room" in text
    assert "OVER  feed:a, after 60 min" in text
    assert mail["Message-ID"] == delivery.message_id


@pytest.mark.parametrize(
    ("changed", "subject"),
    [
        ((OPEN,), "[monitor h] trouble: disk: 3 MiB are free"),
        ((replace(OPEN, closed_at=NOON),), "[monitor h] over: disk: 3 MiB are free"),
        ((OPEN, replace(OPEN, key="feed:a")), "[monitor h] troubles: 2 new"),
        ((replace(OPEN, closed_at=NOON), replace(OPEN, key="feed:a", closed_at=NOON)), "[monitor h] troubles: 2 over"),
    ],
)
def test_the_subject_says_what_began_and_what_is_over(changed: tuple[Incident, ...], subject: str) -> None:
    assert message_from_bytes(message(*changed).payload, policy=policy.default)["Subject"] == subject


def test_a_message_has_the_names_and_times_of_its_making() -> None:
    delivery = message(OPEN)

    assert delivery.message_id == f"<operator-{delivery.id}@example.org>"
    assert (delivery.digest, delivery.channel, delivery.recipient, delivery.kind) == ("operator", "mail", "ops@example.org", "mail")
    assert (delivery.created_at, delivery.next_attempt_at, delivery.edition) == (NOON, NOON, int(NOON.timestamp()))
    unnamed = watch.message_for((OPEN,), ChannelForm(kind="chat"), NOON, channel="ops", address="", host="h")
    assert unnamed.recipient == "ops"


def test_what_is_said_of_a_feed_names_it_and_what_was_usual() -> None:
    silent = replace(WELL, status="silent", why="newest entry of 2026-10-01; next poll after 6 h", usual=timedelta(hours=6))
    broken = failing(6, 3)

    (one,) = watch.look_at_feeds([due("a", silent), due("b")], NOON).conditions
    (other,) = watch.look_at_feeds([due("a", broken), due("b")], NOON).conditions

    assert one.what == "A: newest entry of 2026-10-01, usually one entry in 6 h"
    assert other.what == "A: http: 503; asked 3 times since 2026-11-24 06:00 UTC (https://a.example/feed)"


def test_the_same_changes_make_the_same_message_and_others_another() -> None:
    assert message(OPEN).id == message(OPEN).id
    assert message(OPEN).id != message(replace(OPEN, closed_at=NOON)).id


def test_no_text_from_outside_reaches_a_header_or_calls_anybody() -> None:
    evil = Incident(key="feed:a", what="x\r\nBcc: evil@example.org =?utf-8?q?=0D=0ABcc:_evil@example.org?= <!channel>", opened_at=NOON)

    mail = message_from_bytes(message(evil).payload, policy=policy.default)
    slack = message(evil, form=ChannelForm(kind="chat", is_slack=True)).payload.decode()

    assert mail["Bcc"] is None
    assert "<!channel>" not in slack


def test_every_kind_of_channel_gets_its_form() -> None:
    data = json.loads(message(OPEN, form=ChannelForm(kind="json")).payload)

    assert data["incidents"] == [{"key": "disk", "what": "3 MiB are free", "opened_at": NOON.isoformat(), "closed_at": None}]
    assert "TROUBLE  disk" in message(OPEN, form=ChannelForm(kind="chat")).payload.decode()
    over = json.loads(message(replace(OPEN, closed_at=NOON + HOUR), form=ChannelForm(kind="json")).payload)
    assert over["incidents"][0]["closed_at"] == (NOON + HOUR).isoformat()


@pytest.mark.parametrize(
    "key", ["feed:a", "silent:a", "moved:a", "network", "delivery:m:a", "disk", "store:damage", "store:backup", "template:d"]
)
def test_every_trouble_has_advice(key: str) -> None:
    assert "What to do: " in message(Incident(key=key, what="x", opened_at=NOON)).payload.decode()


def test_what_to_do_about_a_feed_can_be_typed_as_it_stands() -> None:
    text = message(Incident(key="feed:harbour-post", what="gone", opened_at=NOON)).payload.decode()

    assert "`monitor feeds show harbour-post`" in text
