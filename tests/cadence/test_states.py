"""What a poll leaves in a feed's state, field by field, and what it says of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.cadence.polling import PollSettings, after_poll, body_hash, is_unchanged, next_request, words_for
from monitor.errors import FetchProblem, ItemError, ParseError
from monitor.model import FeedState, Validators
from tests.cadence.test_polling import DAY, HOUR, MINUTE, NOON, SETTINGS, answer, due, entry, failed, parsed, success

SECOND = timedelta(seconds=1)
KNOWN = Validators(etag='"1"', last_modified="Mon", body_hash=body_hash(b"x"), item_hashes=("a",), verified_at=NOON - HOUR)


# -- words


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(0), "0 min"),
        (100 * SECOND, "2 min"),
        (119 * MINUTE, "119 min"),
        (120 * MINUTE, "2 h"),
        (47 * HOUR, "47 h"),
        (48 * HOUR - MINUTE, "48 h"),
        (48 * HOUR, "2 days"),
        (49 * HOUR, "2 days"),
        (1000 * DAY, "1000 days"),
    ],
)
def test_a_span_is_said_as_people_say_it(span: timedelta, words: str) -> None:
    assert words_for(span) == words


def test_a_reason_is_short_and_says_what_may_have_been_missed() -> None:
    moving = after_poll(due(), NOON, answer=answer(moved_to="http://new.test/" + "x" * 300), parsed=parsed(entry(1)), settings=SETTINGS)
    missing = success(FeedState(validators=KNOWN), NOON, entry(1))
    whole = success(FeedState(validators=replace(KNOWN, item_hashes=("e1",))), NOON, entry(1))

    assert moving.reason == "redirects for good to " + ("http://new.test/" + "x" * 300)[:200]
    assert missing.reason == "1 new entry; some may have been missed, since none of those known is listed any more"
    assert whole.reason == "1 new entry"


# -- since when


def test_a_state_lasts_since_it_began() -> None:
    well = success(FeedState(status="ok", status_since=NOON - DAY), NOON, entry(1))
    new = success(FeedState(status="http", status_since=NOON - DAY), NOON, entry(1))
    still_broken = after_poll(due(FeedState(status="dns", status_since=NOON - DAY)), NOON, error=failed("dns"), settings=SETTINGS)
    newly_broken = after_poll(due(FeedState(status="ok", status_since=NOON - DAY)), NOON, error=failed("dns"), settings=SETTINGS)

    assert [one.status_since for one in (well, new, still_broken, newly_broken)] == [NOON - DAY, NOON, NOON - DAY, NOON]


def test_the_time_of_the_last_entry_moves_with_entries_only() -> None:
    before = FeedState(last_entry_at=NOON - DAY)

    assert success(before, NOON, entry(1)).last_entry_at == NOON
    assert success(before, NOON).last_entry_at == NOON - DAY


@pytest.mark.parametrize(
    ("before", "has_body", "status"),
    [("ok", False, "silent"), ("silent", False, "silent"), ("stale", False, "stale"), ("ok", True, "stale")],
)
def test_old_content_is_stale_and_content_that_grew_old_is_silent(before: str, has_body: bool, status: str) -> None:
    state = FeedState(status=before, newest_at=NOON - 31 * DAY)  # type: ignore[arg-type]

    after = after_poll(due(state), NOON, answer=answer(), parsed=parsed(known=1) if has_body else None, settings=SETTINGS)

    assert after.status == status


def test_an_entry_just_as_old_as_may_be_is_no_silence() -> None:
    state = FeedState(newest_at=NOON - 30 * DAY)

    assert after_poll(due(state), NOON, answer=answer(304), settings=SETTINGS).status == "unchanged"
    assert after_poll(due(state), NOON + SECOND, answer=answer(304), settings=SETTINGS).status == "silent"


# -- what is known by validators


def test_a_body_is_known_by_a_hash_of_sixteen_bytes() -> None:
    assert len(body_hash(b"x")) == 32
    assert is_unchanged(due(), answer(304, b"anything"))
    assert not is_unchanged(due(), answer(305, b"anything"))
    assert is_unchanged(due(FeedState(validators=KNOWN)), answer(200, b"x"))


@pytest.mark.parametrize(("lies", "is_sent"), [(0, True), (1, True), (2, False), (3, False)])
def test_a_server_may_lie_once(lies: int, is_sent: bool) -> None:
    state = FeedState(validators=replace(KNOWN, verified_at=NOON), lies=lies)

    assert (next_request(due(state), NOON, settings=SETTINGS).etag is not None) is is_sent


def test_a_server_that_says_unchanged_changes_no_validators_and_the_same_bytes_bring_new_ones() -> None:
    before = FeedState(validators=KNOWN)

    unchanged = after_poll(due(before), NOON, answer=answer(304, etag=None), settings=SETTINGS)
    same_bytes = after_poll(due(before), NOON, answer=answer(200, etag='"2"', last_modified="Tue"), settings=SETTINGS)

    assert unchanged.validators == KNOWN
    assert same_bytes.validators == replace(KNOWN, etag='"2"', last_modified="Tue", verified_at=NOON)


def test_of_half_a_feed_nothing_is_kept_that_could_hide_the_other_half() -> None:
    half = after_poll(
        due(), NOON, answer=answer(etag='"2"', last_modified="Tue", is_complete=False), parsed=parsed(entry(1)), settings=SETTINGS
    )
    whole = after_poll(due(), NOON, answer=answer(etag='"2"', last_modified="Tue"), parsed=parsed(entry(1)), settings=SETTINGS)

    assert half.validators == Validators(item_hashes=("e1",), verified_at=NOON)
    assert whole.validators == Validators(etag='"2"', last_modified="Tue", body_hash=body_hash(b"x"), item_hashes=("e1",), verified_at=NOON)


# -- moving


def test_an_answer_without_a_redirect_forgets_a_move_that_was_not_adopted_and_keeps_one_that_was() -> None:
    seen = FeedState(moved_to="http://new.test/", moved_seen=2, moved_since=NOON - DAY)
    adopted = replace(seen, adopted_url="http://new.test/")

    forgotten, kept = success(seen, NOON, entry(1)), success(adopted, NOON, entry(1))

    assert (forgotten.moved_to, forgotten.moved_seen, forgotten.moved_since) == (None, 0, None)
    assert (kept.moved_to, kept.moved_seen, kept.moved_since, kept.adopted_url) == ("http://new.test/", 2, NOON - DAY, "http://new.test/")
    fresh = success(FeedState(), NOON, entry(1))
    assert (fresh.moved_to, fresh.moved_seen, fresh.moved_since) == (None, 0, None)


# -- how long to wait


@pytest.mark.parametrize(
    ("rhythm", "wait", "why"),
    [
        (40 * MINUTE, 20 * MINUTE, "usually one new entry in 40 min"),
        (60 * MINUTE, 45 * MINUTE, "usually one new entry in 60 min"),
        (2 * HOUR, 90 * MINUTE, "usually one new entry in 2 h"),
        (None, 30 * MINUTE, "its rhythm is not known yet"),
    ],
)
def test_a_busy_feed_is_followed_more_closely(rhythm: timedelta | None, wait: timedelta, why: str) -> None:
    state = FeedState(rhythm=rhythm, last_success_at=NOON)

    after = after_poll(due(state), NOON, answer=answer(304), settings=SETTINGS)

    assert after.interval is not None
    assert abs(after.interval - wait) < timedelta(seconds=30)
    assert after.why.endswith(why)


@pytest.mark.parametrize(
    ("ttl", "fresh_for", "wait", "why"),
    [
        (30 * MINUTE, None, 30 * MINUTE, "its rhythm is not known yet"),
        (31 * MINUTE, None, 31 * MINUTE, "the feed asks for it"),
        (None, 30 * MINUTE, 30 * MINUTE, "its rhythm is not known yet"),
        (None, 31 * MINUTE, 31 * MINUTE, "the server asks for it"),
        (40 * MINUTE, 40 * MINUTE, 40 * MINUTE, "the feed asks for it"),
    ],
)
def test_who_asked_for_a_longer_wait_is_named(ttl: timedelta | None, fresh_for: timedelta | None, wait: timedelta, why: str) -> None:
    after = after_poll(due(), NOON, answer=answer(fresh_for=fresh_for), parsed=parsed(entry(1), ttl=ttl), settings=SETTINGS)

    assert (after.interval, after.why.rpartition(": ")[2]) == (wait, why)


PASSING: list[tuple[FetchProblem, int | None]] = [
    ("dns", None),
    ("timeout", None),
    ("connection", None),
    ("http", 408),
    ("http", 425),
    ("http", 429),
    ("http", 500),
    ("http", 503),
    ("http", 599),
]
LASTING: list[tuple[FetchProblem, int | None]] = [
    ("tls", None),
    ("blocked", None),
    ("http", 404),
    ("http", 407),
    ("http", 409),
    ("http", 424),
    ("http", 426),
    ("http", 430),
    ("http", 499),
]


def waits(error: ItemError) -> timedelta:
    """After four days of failing."""
    state = FeedState(failing_since=NOON - 4 * DAY, failures=9, interval=HOUR)
    after = after_poll(due(state), NOON, error=error, settings=SETTINGS)
    assert after.next_poll_at is not None
    return after.next_poll_at - NOON


@pytest.mark.parametrize(("kind", "status"), PASSING)
def test_what_tends_to_pass_is_tried_again_sooner(kind: FetchProblem, status: int | None) -> None:
    assert waits(failed(kind, status)) == DAY


@pytest.mark.parametrize(("kind", "status"), LASTING)
def test_what_tends_to_last_is_tried_again_later(kind: FetchProblem, status: int | None) -> None:
    assert waits(failed(kind, status)) == 2 * DAY


def test_a_feed_that_is_none_lasts_and_one_that_is_gone_is_asked_once_a_month() -> None:
    assert waits(ParseError("not a feed")) == 2 * DAY
    assert waits(failed("gone", 410)) == 30 * DAY


def test_the_first_failure_alone_does_not_undo_a_move() -> None:
    moved = FeedState(adopted_url="http://new.test/", moved_to="http://new.test/", moved_seen=3, moved_since=NOON - DAY)

    once = after_poll(due(moved), NOON, error=failed("dns"), settings=SETTINGS)
    twice = after_poll(due(once), NOON + HOUR, error=failed("dns"), settings=SETTINGS)

    assert (once.failures, once.adopted_url) == (1, "http://new.test/")
    assert (twice.failures, twice.adopted_url, twice.moved_to, twice.moved_seen, twice.moved_since) == (2, None, None, 0, None)


def test_waits_are_spread_over_the_whole_of_the_jitter() -> None:
    settings = replace(SETTINGS, jitter=1.0)
    spread = []
    for second in range(200):
        now = NOON + second * SECOND
        after = success(FeedState(), now, entry(1), settings=settings)
        assert after.next_poll_at is not None
        assert after.interval is not None
        spread.append((after.next_poll_at - now) / after.interval - 1)

    assert 0 <= min(spread) < 0.05
    assert 0.95 < max(spread) <= 1


@pytest.mark.parametrize(
    ("hours", "days", "expected"),
    [
        ({12, 13}, (), NOON + 2 * HOUR),
        ({12, 14}, (), NOON + HOUR),
        (set(range(24)) - {11}, (), NOON + 23 * HOUR),
        ((), ("tuesday",), NOON + 12 * HOUR),
        (set(range(24)), (), NOON + 8 * DAY),
    ],
)
def test_the_first_hour_that_is_not_skipped_is_found_within_eight_days(hours: set[int], days: tuple[str, ...], expected: object) -> None:
    after = after_poll(
        due(poll_every=timedelta(minutes=10)),
        NOON,
        answer=answer(),
        parsed=parsed(entry(1), skip_hours=frozenset(hours), skip_days=frozenset(days)),
        settings=SETTINGS,
    )

    assert after.next_poll_at == expected


def test_the_bounds_are_those_of_the_manual() -> None:
    settings = PollSettings()

    assert (settings.min_interval, settings.max_interval, settings.max_back_off) == (12 * MINUTE, 6 * HOUR, 30 * DAY)
    assert (settings.default_interval, settings.audit_every, settings.first_entries) == (30 * MINUTE, DAY, 200)
