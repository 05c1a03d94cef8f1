"""The publish job: which editions are due, for whom, what is committed with them, and that a bad template costs nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from monitor import cadence
from monitor.digest import ChannelForm, DigestSettings, Imprint, Recipient, Topic, load_templates
from monitor.model import CleanText, Delivery, Placement, Published, Secret
from monitor.pipeline.publish import LATE, PublishJob
from monitor.pipeline.readership import groups_of
from monitor.pipeline.tally import Tally
from monitor.store.settings import StoreSettings
from monitor.store.sql import SqlStore
from monitor.workers import InProcess
from tests import build
from tests.fakes import NOON, FakeClock

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ADA, BO = Recipient(address="ada@example.org", name="Ada"), Recipient(address="bo@example.org")
DAILY = DigestSettings(id="daily", name="Missile defence", cron="0 12 * * *", recipients=(ADA, BO), channels=("mail",))
FORMS = {
    "mail": ChannelForm(sender="monitor@example.org"),
    "hook": ChannelForm(kind="json", is_personal=False),
    "pages": ChannelForm(is_personal=False),
    "slack": ChannelForm(kind="chat", is_personal=False, is_slack=True),
}
TOPICS = (Topic(id="radars", name=CleanText("Radars")), Topic(id="europe", name=CleanText("Europe")))


@pytest.fixture
def store() -> Iterator[SqlStore]:
    opened = SqlStore.open(StoreSettings(url=Secret(":memory:")))
    opened.sync_feeds([build.feed()], NOON - DAY)
    opened.record_unchanged([build.poll()])
    yield opened
    opened.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOON)


def job(store: SqlStore, clock: FakeClock, *digests: DigestSettings, folder: str | None = None) -> PublishJob:
    return PublishJob(
        store=store,
        workers=InProcess(),
        clock=clock,
        tally=Tally(),
        digests=digests or (DAILY,),
        topics=TOPICS,
        forms=FORMS,
        templates=load_templates(folder),
        imprint=Imprint(contact="desk@example.org"),
        is_over=lambda: False,
    )


def read(store: SqlStore, title: str, at: datetime, *topics: str, **changes: Any) -> str:
    entry = build.entry(title)
    store.record_poll(build.poll(entry, polled_at=at), unread_at=at)
    published = Published(value=at.isoformat(), at=at, source="feed")
    known = {"published": published} | changes.pop("article", {})
    item = build.StoryItem(id=entry.id, url=None, title=title, order_at=at)
    reading = build.reading(entry.id, read_at=at, article=build.article(title, **known), story_item=item, **changes)
    store.record_reading(replace(reading, verdicts=tuple(build.verdict(topic) for topic in topics or ("radars",))))
    return entry.id


def owed(store: SqlStore, edition: int) -> dict[str, Delivery]:
    return {delivery.recipient: delivery for delivery in store.outbox() if delivery.edition == edition}


def header(delivery: Delivery, name: str) -> str:
    return str(message_from_bytes(delivery.payload, policy=default)[name])


def subject(delivery: Delivery) -> str:
    return header(delivery, "Subject")


def text(delivery: Delivery) -> str:
    return str(message_from_bytes(delivery.payload, policy=default).get_body(("plain",)).get_content())  # type: ignore[union-attr]


def test_an_edition_is_committed_with_one_delivery_a_recipient(store: SqlStore, clock: FakeClock) -> None:
    read(store, "Radar opens", NOON - HOUR)
    made = job(store, clock)

    made.run()

    edition = store.last_edition("daily")
    assert edition is not None
    assert (edition.number, edition.period, edition.stories, edition.subject) == (
        1,
        "2026-11-24",
        1,
        "[Missile defence] 24 Nov 2026: 1 story - Radar opens",
    )
    assert edition.templates_version == load_templates().version
    assert json.loads(edition.content)["counts"]["stories"] == 1
    assert set(owed(store, 1)) == {"ada@example.org", "bo@example.org"}
    assert {told.recipient for told in store.told("daily")} == {"ada@example.org", "bo@example.org"}
    assert made.tally.editions == ["daily 2026-11-24"]
    assert made.tally.problems == []


def test_a_second_turn_publishes_nothing_more(store: SqlStore, clock: FakeClock) -> None:
    read(store, "Radar opens", NOON - HOUR)
    for _ in range(3):
        job(store, clock).run()
        clock.advance(timedelta(minutes=10))

    assert len(store.editions("daily")) == 1
    assert len(store.outbox()) == 2


def test_the_next_edition_tells_what_came_since_and_nothing_twice(store: SqlStore, clock: FakeClock) -> None:
    read(store, "Radar opens", NOON - HOUR)
    job(store, clock).run()
    read(store, "Battery moves", NOON + HOUR)
    clock.advance(DAY)

    job(store, clock).run()

    mail = owed(store, 2)["ada@example.org"]
    assert subject(mail) == "[Missile defence] 25 Nov 2026: 1 story - Battery moves"
    assert "Radar opens" not in text(mail)


def test_deliveries_have_the_same_names_and_bytes_whoever_makes_them(store: SqlStore, clock: FakeClock) -> None:
    read(store, "Radar opens", NOON - HOUR)
    made = job(store, clock)
    first, second = (made.preview("daily", NOON)[2] for _ in range(2))
    made.run()

    assert first == second
    names = {delivery.id for delivery in store.outbox()}
    assert len(names) == 2
    assert all(delivery.message_id in delivery.payload.decode() for delivery in store.outbox())


def test_an_edition_that_another_process_recorded_is_not_recorded_again(store: SqlStore, clock: FakeClock) -> None:
    read(store, "Radar opens", NOON - HOUR)
    made = job(store, clock)
    slots = list(made._due(DAILY, groups_of(DAILY)[0]))
    job(store, clock).run()

    made._publish(DAILY, groups_of(DAILY)[0], slots[0])

    assert made.tally.editions == []
    assert len(store.outbox()) == 2


def test_a_recipient_gets_their_topics_only_and_their_own_edition(store: SqlStore, clock: FakeClock) -> None:
    read(store, "Radar opens", NOON - HOUR, "radars")
    read(store, "Shield grows", NOON - HOUR, "europe")
    digest = replace(DAILY, recipients=(ADA, replace(BO, topics=("europe",))))

    job(store, clock, digest).run()

    assert "Radar opens" in text(owed(store, 1)["ada@example.org"])
    assert "Shield grows" in text(owed(store, 1)["bo@example.org"])
    assert "Radar opens" not in text(owed(store, 1)["bo@example.org"])


def test_who_has_unsubscribed_gets_nothing(store: SqlStore, clock: FakeClock) -> None:
    read(store, "Radar opens", NOON - HOUR)
    store.record_unsubscribe("daily", "bo@example.org", NOON)

    job(store, clock).run()

    assert set(owed(store, 1)) == {"ada@example.org"}
    assert {told.recipient for told in store.told("daily")} == {"ada@example.org"}


def test_a_correction_goes_to_those_who_were_sent_the_mistake(store: SqlStore, clock: FakeClock) -> None:
    old = read(store, "Radar costs 40 million", NOON - HOUR)
    job(store, clock, replace(DAILY, recipients=(ADA,))).run()
    new = read(store, "Radar costs 60 million", NOON + HOUR, article={"tag": "CORRECTED"})
    store.record_placements([Placement(item_id=old, story_id="s"), Placement(item_id=new, story_id="s", supersedes=old)], NOON)
    clock.advance(DAY)

    job(store, clock).run()

    ada, bo = (text(owed(store, 2)[name]) for name in ("ada@example.org", "bo@example.org"))
    assert "Corrected: Radar costs 40 million" in ada
    assert "Corrected" not in bo
    first = owed(store, 1)["ada@example.org"].message_id
    assert [header(owed(store, 2)[name], "In-Reply-To") for name in ("ada@example.org", "bo@example.org")] == [first, "None"]
    assert header(owed(store, 1)["ada@example.org"], "In-Reply-To") == "None"


def test_the_first_edition_is_of_the_day_it_is_made_and_the_next_of_its_slot(store: SqlStore, clock: FakeClock) -> None:
    clock.now = NOON - HOUR  # the slot before is of yesterday
    read(store, "Radar opens", NOON - 2 * HOUR)
    job(store, clock).run()
    clock.now = NOON
    job(store, clock).run()

    first, second = (owed(store, number)["ada@example.org"] for number in (1, 2))
    assert [edition.period for edition in store.editions("daily")] == ["2026-11-24", "2026-11-23"]
    assert subject(first) == "[Missile defence] 24 Nov 2026: 1 story - Radar opens"
    assert [header(one, "Date") for one in (first, second)] == ["Tue, 24 Nov 2026 11:00:00 +0000", "Tue, 24 Nov 2026 12:00:00 +0000"]


def test_a_late_edition_is_of_its_slot_and_dated_when_it_was_written(store: SqlStore, clock: FakeClock) -> None:
    job(store, clock).run()
    read(store, "Radar opens", NOON + HOUR)
    clock.now = NOON + 3 * DAY + HOUR

    job(store, clock).run()

    late = owed(store, 2)["ada@example.org"]
    assert subject(late) == "[Missile defence] 27 Nov 2026: 1 story - Radar opens"
    assert header(late, "Date") == "Fri, 27 Nov 2026 13:00:00 +0000"


def test_an_article_that_changed_is_compared_with_the_version_that_was_sent(store: SqlStore, clock: FakeClock) -> None:
    sentence = "The early-warning radar near the coast cost {} million to build, the ministry said."
    read(store, "Radar opens", NOON - HOUR, article={"text": CleanText(sentence.format(40))})
    job(store, clock).run()
    read(store, "Radar opens", NOON + HOUR, article={"text": CleanText(sentence.format(60))}, change="material", change_words="40 -> 60")
    clock.advance(DAY)

    job(store, clock).run()

    mail = " ".join(text(owed(store, 2)["ada@example.org"]).split())
    assert "Changed since: Radar opens" in mail
    assert f"“{sentence.format(40)}” → “{sentence.format(60)}”" in mail


def test_a_recipient_with_an_hour_of_their_own_gets_it_then(store: SqlStore, clock: FakeClock) -> None:
    read(store, "Radar opens", NOON - HOUR)
    digest = replace(DAILY, recipients=(ADA, replace(BO, cron="0 7 * * *", zone="America/New_York")), channels=("mail", "hook"))
    clock.now = NOON - timedelta(minutes=1)
    job(store, clock, digest).run()  # yesterday's slots, the first ever
    before = len(store.outbox())
    clock.now = NOON
    job(store, clock, digest).run()  # noon in UTC, seven in New York

    fresh = store.outbox()[: len(store.outbox()) - before]
    assert sorted(delivery.recipient for delivery in fresh) == ["ada@example.org", "bo@example.org", "hook"]
    assert {edition.period for edition in store.editions("daily")} == {
        "2026-11-23",
        "2026-11-23 (0 7 * * * America/New_York)",
        "2026-11-24",
        "2026-11-24 (0 7 * * * America/New_York)",
    }
    for _ in range(3):
        job(store, clock, digest).run()
    assert len(store.editions("daily")) == 4


def test_a_shared_channel_gets_one_message_in_its_own_form(store: SqlStore, clock: FakeClock) -> None:
    read(store, "Radar opens", NOON - HOUR)

    job(store, clock, replace(DAILY, channels=("mail", "hook", "pages", "slack"))).run()

    found = owed(store, 1)
    assert {name: found[name].kind for name in ("hook", "pages", "slack")} == {"hook": "json", "pages": "mail", "slack": "chat"}
    assert json.loads(found["hook"].payload)["topics"][0]["stories"][0]["title"] == "Radar opens"
    assert b"|Radar opens>" in found["slack"].payload
    assert b"nsubscribe" not in found["pages"].payload


def test_a_mail_links_the_page_that_its_archive_makes(store: SqlStore, clock: FakeClock) -> None:
    read(store, "Radar opens", NOON - HOUR)
    made = job(store, clock, replace(DAILY, channels=("mail", "pages")))
    made.forms = FORMS | {"pages": ChannelForm(is_personal=False, web_url="https://news.example.org/{digest}/{number}.html")}

    made.run()

    assert "https://news.example.org/daily/1.html" in text(owed(store, 1)["ada@example.org"])


@pytest.mark.parametrize(("when_empty", "mails"), [("notice", 2), ("nothing", 0)])
def test_nothing_new_is_a_notice_or_no_mail_and_the_slot_is_done(when_empty: Any, mails: int, store: SqlStore, clock: FakeClock) -> None:
    job(store, clock, replace(DAILY, when_empty=when_empty)).run()
    clock.advance(HOUR)
    read(store, "Radar opens", NOON + HOUR)
    job(store, clock, replace(DAILY, when_empty=when_empty)).run()

    assert len(store.outbox()) == mails
    assert len(store.editions("daily")) == 1


def test_nothing_is_never_silent_when_a_source_was_down(store: SqlStore, clock: FakeClock) -> None:
    state = replace(store.feeds()[0].state, status="timeout", why="no answer in 30 s", status_since=NOON - DAY)
    store.set_feed_state("harbour", state)

    job(store, clock, replace(DAILY, when_empty="nothing")).run()

    assert "Harbour (no answer in 30 s, since 23 Nov)" in text(owed(store, 1)["ada@example.org"])


@pytest.mark.parametrize(("catch_up", "editions"), [("one", 2), ("all", 4), ("none", 1)])
def test_after_days_of_silence_catch_up_decides(catch_up: Any, editions: int, store: SqlStore, clock: FakeClock) -> None:
    digest = replace(DAILY, catch_up=catch_up)
    job(store, clock, digest).run()
    read(store, "Radar opens", NOON + DAY)
    clock.now = NOON + 3 * DAY + 3 * HOUR

    job(store, clock, digest).run()

    found = store.editions("daily")
    assert len(found) == editions
    assert sum("Radar opens" in edition.content for edition in found) == (0 if catch_up == "none" else 1)
    assert all(edition.is_late for edition in found if edition.number > 1)
    clock.now = NOON + 4 * DAY
    job(store, clock, digest).run()
    assert sum("Radar opens" in edition.content for edition in store.editions("daily")) == 1


@pytest.mark.parametrize(
    ("patience", "minutes", "is_late"),
    [(LATE, 11, False), (LATE, 16, True), (cadence.LATE_AFTER, 1, False), (cadence.LATE_AFTER, 2, True)],
    ids=["cron that looks every ten minutes", "cron that stood still", "a daemon", "a daemon that was down"],
)
def test_an_edition_says_that_it_is_late(patience: timedelta, minutes: int, is_late: bool, store: SqlStore, clock: FakeClock) -> None:
    job(store, clock).run()
    clock.now = NOON + DAY + timedelta(minutes=minutes)

    replace(job(store, clock), late_after=patience).run()

    assert [edition.is_late for edition in store.editions("daily")] == [is_late, False]


def test_an_alert_comes_at_once_and_not_again_within_its_time(store: SqlStore, clock: FakeClock) -> None:
    alert = replace(DAILY, id="alert", cron="alert", alert_every=HOUR)
    job(store, clock, alert).run()
    assert store.editions("alert") == ()

    read(store, "Radar opens", NOON)
    clock.advance(timedelta(minutes=1))
    job(store, clock, alert).run()
    read(store, "Battery moves", NOON + timedelta(minutes=2))
    clock.advance(timedelta(minutes=20))
    job(store, clock, alert).run()
    assert len(store.editions("alert")) == 1

    clock.advance(HOUR)
    job(store, clock, alert).run()
    assert len(store.editions("alert")) == 2
    assert subject(owed(store, 2)["ada@example.org"]).endswith("1 story - Battery moves")


def test_the_first_edition_leaves_out_what_was_published_before_its_window(store: SqlStore, clock: FakeClock) -> None:
    weeks_ago = Published(value="2026-11-01T00:00:00+00:00", at=NOON - 23 * DAY, source="feed")
    read(store, "Old news", NOON - HOUR, article={"published": weeks_ago})
    read(store, "Radar opens", NOON - HOUR)

    job(store, clock).run()
    clock.advance(DAY)
    job(store, clock).run()

    assert all("Old news" not in delivery.payload.decode() for delivery in store.outbox())
    assert "Radar opens" in text(owed(store, 1)["ada@example.org"])


def test_a_clock_that_was_years_ahead_does_not_stop_the_editions(store: SqlStore, clock: FakeClock) -> None:
    clock.now = NOON + 3650 * DAY
    job(store, clock).run()
    for day in range(3):
        clock.now = NOON + day * DAY
        read(store, f"Radar {day} opens", clock.now - 5 * HOUR)
        job(store, clock).run()

    mails = [text(owed(store, number)["ada@example.org"]) for number in (2, 3, 4)]
    assert [f"Radar {day} opens" in mail for day, mail in enumerate(mails)] == [True, True, True]
    assert all("1 story, 1 article" in mail for mail in mails)


def test_a_template_that_fails_on_real_text_costs_nothing_but_a_complaint(store: SqlStore, clock: FakeClock, tmp_path: Path) -> None:
    (tmp_path / "digest.html").write_text("{{ 1 // (digest.stories - 1) }}", encoding="utf-8")
    read(store, "Radar opens", NOON - HOUR)
    made = job(store, clock, folder=str(tmp_path))

    made.run()

    assert len(store.outbox()) == 2
    assert "Radar opens" in text(owed(store, 1)["ada@example.org"])
    (problem,) = made.tally.problems
    assert problem.where == "digest:daily"
    assert "the built-in ones were used: ZeroDivisionError" in problem.what


def test_one_bad_address_costs_only_its_own_message(store: SqlStore, clock: FakeClock) -> None:
    read(store, "Radar opens", NOON - HOUR)
    made = job(store, clock, replace(DAILY, recipients=(ADA, Recipient(address="bo"))))

    made.run()

    assert set(owed(store, 1)) == {"ada@example.org"}
    assert "'bo' is no mail address" in made.tally.problems[0].what


def test_a_preview_records_nothing_and_may_look_back(store: SqlStore, clock: FakeClock) -> None:
    read(store, "Radar opens", NOON - HOUR)
    job(store, clock).run()
    read(store, "Battery moves", NOON + HOUR)
    before = store.counts()
    made = job(store, clock)

    then, now = made.preview("daily", NOON)[1], made.preview("daily", NOON + 2 * HOUR, is_test=True, to="ada@example.org")

    assert then.subject == "[Missile defence] 24 Nov 2026: 1 story - Radar opens"
    assert now[1].subject == "TEST [Missile defence] 24 Nov 2026: 1 story - Battery moves"
    assert store.counts() == before
    with pytest.raises(KeyError):
        made.preview("weekly", NOON)


def test_a_preview_shows_what_is_new_to_the_readers(store: SqlStore, clock: FakeClock) -> None:
    old = read(store, "Radar costs 40 million", NOON - HOUR)
    job(store, clock).run()
    new = read(store, "Radar costs 60 million", NOON + HOUR, article={"tag": "CORRECTED"})
    store.record_placements([Placement(item_id=old, story_id="s"), Placement(item_id=new, story_id="s", supersedes=old)], NOON)

    digest, _, message = job(store, clock).preview("daily", NOON + 2 * HOUR)

    assert [notice.kind for notice in digest.notices] == ["corrected"]
    assert digest.head.number == 2
    assert b"To: desk@example.org" in message


class CountingWorkers(InProcess):
    """Calls here and now, counted."""

    def __init__(self) -> None:
        self.calls = 0

    def submit(self, call: Any, /, *args: Any, **kwargs: Any) -> Any:
        self.calls += 1
        return super().submit(call, *args, **kwargs)


def test_readers_who_want_and_know_the_same_share_one_rendering(store: SqlStore, clock: FakeClock) -> None:
    read(store, "Radar opens", NOON - HOUR)
    crowd = tuple(Recipient(address=f"reader{number}@example.org", topics=((), ("radars",))[number % 2]) for number in range(40))
    made = job(store, clock, replace(DAILY, recipients=crowd))
    made.workers = workers = CountingWorkers()

    made.run()

    assert len(owed(store, 1)) == 40
    assert workers.calls == 2


def test_each_part_of_a_long_chat_text_is_a_delivery_of_its_own_in_its_order(store: SqlStore, clock: FakeClock) -> None:
    for number in range(6):
        read(store, f"Radar number {number} opens", NOON - HOUR)

    replace(job(store, clock, replace(DAILY, channels=("slack",))), longest=lambda name: {"slack": 250}[name]).run()

    parts = sorted(store.outbox(), key=lambda one: one.created_at)
    assert len(parts) > 2
    assert len({part.id for part in parts}) == len(parts)
    assert all(len(part.payload.decode()) <= 250 for part in parts)
    whole = b"".join(part.payload for part in parts)
    assert [whole.count(f"Radar number {number} opens".encode()) for number in range(6)] == [1] * 6
    claimed = store.claim_deliveries(NOON + HOUR, limit=99, lease=HOUR)
    assert [one.payload for one in claimed] == [part.payload for part in parts]


def test_a_new_spelling_of_an_address_does_not_subscribe_again(store: SqlStore, clock: FakeClock) -> None:
    store.record_unsubscribe("daily", "ada@example.org", NOON - DAY)

    job(store, clock, replace(DAILY, recipients=(replace(ADA, address="Ada@Example.org"), BO))).run()

    assert set(owed(store, 1)) == {"bo@example.org"}
