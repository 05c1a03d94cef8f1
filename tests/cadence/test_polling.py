"""A feed that works is polled by its own rhythm, one that fails ever less often, and none is given up."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.cadence.polling import PollSettings, after_poll, body_hash, host_back_off, is_unchanged, next_request
from monitor.errors import FetchError, FetchProblem, ItemError, ParseError, WorkerError
from monitor.model import Answer, CleanText, DueFeed, Entry, Feed, FeedState, ParsedFeed, Published, Validators

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SETTINGS = PollSettings(jitter=0.0)
URL = "http://public.test/feed"


def due(state: FeedState | None = None, **feed: object) -> DueFeed:
    return DueFeed(feed=Feed(id="f", url=URL, name="F", **feed), state=state or FeedState(), url=URL)  # type: ignore[arg-type]


def entry(number: int, at: datetime | None = None) -> Entry:
    published = Published(value=at.isoformat(), at=at, source="feed") if at else Published()
    return Entry(
        id=f"e{number}", feed_id="f", guid=str(number), url=f"http://public.test/{number}", title=CleanText("T"), published=published
    )


def parsed(*entries: Entry, known: int = 0, **more: object) -> ParsedFeed:
    hashes = tuple(item.id for item in entries)
    return ParsedFeed(title=CleanText("F"), language=None, entries=entries, item_hashes=hashes, known=known, **more)  # type: ignore[arg-type]


def answer(status: int = 200, body: bytes = b"x", **more: object) -> Answer:
    return Answer(url=URL, status=status, body=body, **more)  # type: ignore[arg-type]


def success(state: FeedState, now: datetime, *entries: Entry, settings: PollSettings = SETTINGS, **more: object) -> FeedState:
    return after_poll(due(state), now, answer=answer(**more), parsed=parsed(*entries, known=1), settings=settings)


def failed(kind: FetchProblem, status: int | None = None, retry_after: timedelta | None = None) -> FetchError:
    return FetchError(URL, "no", kind=kind, status=status, retry_after=retry_after)


# -- how often


@pytest.mark.parametrize(
    ("gap", "expected"),
    [(MINUTE, 12 * MINUTE), (HOUR, 45 * MINUTE), (4 * HOUR, 3 * HOUR), (2 * DAY, 6 * HOUR)],
    ids=["bounded below", "hourly", "four-hourly", "bounded above"],
)
def test_the_interval_follows_the_rhythm_of_the_feed_within_bounds(gap: timedelta, expected: timedelta) -> None:
    entries = [entry(number, NOON - number * gap) for number in range(1, 30)]

    state = success(FeedState(), NOON, *entries)

    assert state.interval is not None
    assert abs(state.interval - expected) < expected * 0.15


def test_a_configured_interval_is_kept() -> None:
    state = after_poll(due(poll_every=20 * MINUTE), NOON, answer=answer(fresh_for=DAY), parsed=parsed(entry(1)), settings=SETTINGS)

    assert state.next_poll_at == NOON + 20 * MINUTE


@pytest.mark.parametrize(
    ("hint", "expected"),
    [(2 * HOUR, 2 * HOUR), (timedelta(days=400), 6 * HOUR), (MINUTE, 30 * MINUTE)],
    ids=["obeyed", "bounded", "shorter than ours"],
)
def test_a_feed_that_asks_for_rest_gets_it_within_bounds(hint: timedelta, expected: timedelta) -> None:
    by_server = after_poll(due(), NOON, answer=answer(fresh_for=hint), parsed=parsed(entry(1)), settings=SETTINGS)
    by_feed = after_poll(due(), NOON, answer=answer(), parsed=parsed(entry(1), ttl=hint), settings=SETTINGS)

    assert by_server.next_poll_at == by_feed.next_poll_at == NOON + expected


def test_skipped_hours_and_days_are_skipped() -> None:
    wish = parsed(entry(1), skip_hours=(12, 13), skip_days=("Tuesday",))

    state = after_poll(due(), NOON, answer=answer(), parsed=wish, settings=SETTINGS)

    assert state.next_poll_at == datetime(2026, 11, 25, tzinfo=UTC)


def test_a_feed_that_asks_to_be_skipped_always_is_polled_all_the_same() -> None:
    state = after_poll(due(), NOON, answer=answer(), parsed=parsed(entry(1), skip_hours=tuple(range(24))), settings=SETTINGS)

    assert state.next_poll_at is not None


# -- failure


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (failed("dns"), "dns"),
        (failed("tls"), "tls"),
        (failed("timeout"), "timeout"),
        (failed("http", 500), "http"),
        (failed("connection"), "http"),
        (failed("redirect"), "http"),
        (failed("blocked", 403), "blocked"),
        (failed("gone", 410), "gone"),
        (failed("too_big"), "too_big"),
        (failed("refused"), "refused"),
        (ParseError("not a feed"), "parse"),
        (WorkerError("too long", limit="time"), "parse"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_failure_has_its_own_word_and_a_next_time(error: ItemError, status: str) -> None:
    state = after_poll(due(), NOON, error=error, settings=SETTINGS)

    assert state.status == status
    assert state.failures == 1
    assert state.status_since == state.failing_since == NOON
    assert state.next_poll_at is not None
    assert NOON < state.next_poll_at <= NOON + 30 * DAY


def test_a_feed_that_fails_is_asked_ever_less_often_and_for_ever() -> None:
    now, state, waits = NOON, FeedState(), []
    while now < NOON + 400 * DAY:
        state = after_poll(due(state), now, error=failed("http", 404), settings=SETTINGS)
        assert state.next_poll_at is not None
        waits.append(state.next_poll_at - now)
        now = state.next_poll_at

    assert waits == sorted(waits)
    assert waits[-1] == 30 * DAY
    assert len(waits) < 40


def test_after_a_day_without_network_every_feed_is_back_within_hours() -> None:
    now, state = NOON, FeedState()
    while now < NOON + DAY:
        state = after_poll(due(state), now, error=failed("dns"), settings=SETTINGS)
        now = state.next_poll_at or now

    assert now - (NOON + DAY) < 6 * HOUR


def test_success_forgets_the_failures_but_a_failure_forgets_nothing() -> None:
    known = Validators(etag='"1"', body_hash="h", item_hashes=("a",), verified_at=NOON)
    before = FeedState(validators=known, last_success_at=NOON, last_entry_at=NOON, newest_at=NOON, rhythm=HOUR)

    after = after_poll(due(before), NOON + HOUR, error=ParseError("not a feed"), settings=SETTINGS)
    again = success(after, NOON + 2 * HOUR, entry(1, NOON))

    assert (after.validators, after.last_success_at, after.newest_at, after.rhythm) == (known, NOON, NOON, HOUR)
    assert (again.failures, again.failing_since, again.status) == (0, None, "ok")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [(timedelta(0), 30 * MINUTE), (2 * HOUR, 2 * HOUR), (3650 * DAY, DAY), (None, 30 * MINUTE)],
    ids=["now", "two hours", "ten years", "not said"],
)
def test_retry_after_is_obeyed_between_the_interval_and_a_day(asked: timedelta | None, expected: timedelta) -> None:
    error = failed("http", 429, asked)

    assert after_poll(due(), NOON, error=error, settings=SETTINGS).next_poll_at == NOON + expected
    assert host_back_off(error, NOON, settings=SETTINGS) == NOON + expected


def test_only_a_host_that_asks_for_it_is_left_alone_as_a_whole() -> None:
    assert host_back_off(failed("http", 503), NOON, settings=SETTINGS) is None
    assert host_back_off(failed("http", 503, HOUR), NOON, settings=SETTINGS) == NOON + HOUR
    assert host_back_off(failed("timeout"), NOON, settings=SETTINGS) is None


def test_waiting_for_a_host_is_no_failure_of_the_feed() -> None:
    before = FeedState(status="ok", failures=0)

    after = after_poll(due(before), NOON, error=failed("back_off", retry_after=HOUR), settings=SETTINGS)

    assert after == replace(before, next_poll_at=NOON + HOUR)


# -- moving


def moving(times: int, every: timedelta, to: str = "http://new.test/feed") -> FeedState:
    state = FeedState()
    for number in range(times):
        state = success(state, NOON + number * every, entry(number), moved_to=to)
    return state


def test_a_permanent_redirect_is_adopted_after_equal_answers_over_days() -> None:
    assert moving(10, HOUR).adopted_url is None
    assert moving(2, 3 * DAY).adopted_url is None
    assert moving(3, DAY).adopted_url == "http://new.test/feed"
    assert moving(3, HOUR).status == "moved"


def test_an_adopted_address_that_fails_gives_way_to_the_configured_one() -> None:
    state = moving(3, DAY)

    once = after_poll(due(state), NOON + 4 * DAY, error=failed("http", 404), settings=SETTINGS)
    twice = after_poll(due(once), NOON + 5 * DAY, error=failed("http", 404), settings=SETTINGS)

    assert once.adopted_url == "http://new.test/feed"
    assert twice.adopted_url is None


def test_a_move_that_changes_its_mind_starts_again() -> None:
    state = success(moving(2, 2 * DAY), NOON + 5 * DAY, entry(9), moved_to="http://third.test/feed")

    assert (state.moved_to, state.moved_seen, state.adopted_url) == ("http://third.test/feed", 1, None)


# -- silence


def test_old_content_is_stale_by_the_measure_of_the_feed_itself() -> None:
    weekly = [entry(number, NOON - (10 + 7 * number) * DAY) for number in range(20)]
    hourly = [entry(number, NOON - 10 * DAY - number * HOUR) for number in range(20)]
    of_2016 = [entry(number, NOON - 3900 * DAY - number * DAY) for number in range(10)]

    assert success(FeedState(), NOON, *weekly).status == "ok"
    assert success(FeedState(), NOON, *hourly).status == "stale"
    assert success(FeedState(), NOON, *of_2016).status == "stale"


def test_a_feed_that_stops_bringing_news_falls_silent() -> None:
    state = success(FeedState(), NOON, *[entry(number, NOON - number * HOUR) for number in range(20)])
    for day in range(1, 40):
        state = after_poll(due(state), NOON + day * DAY, answer=answer(304), settings=SETTINGS)

    assert state.status == "silent"


def test_a_feed_without_entries_is_empty_and_one_without_dates_is_fine() -> None:
    empty = after_poll(due(), NOON, answer=answer(), parsed=parsed(), settings=SETTINGS)
    undated = success(FeedState(), NOON, entry(1))

    assert empty.status == "empty"
    assert (undated.status, undated.newest_at) == ("ok", NOON)


def test_a_date_in_the_future_does_not_make_a_feed_look_fresh_for_ever() -> None:
    state = success(FeedState(), NOON, entry(1, datetime(2099, 1, 1, tzinfo=UTC)))

    assert state.newest_at == NOON


# -- validators


def test_validators_are_sent_but_not_in_the_daily_audit() -> None:
    state = FeedState(validators=Validators(etag='"1"', verified_at=NOON))

    assert next_request(due(state), NOON + HOUR, settings=SETTINGS).etag == '"1"'
    assert next_request(due(state), NOON + DAY, settings=SETTINGS).etag is None


def test_a_server_that_keeps_its_validator_over_new_content_is_found_out() -> None:
    state = success(FeedState(), NOON, entry(1), etag='"1"')
    for day in range(1, 4):
        state = success(state, NOON + day * DAY, entry(day + 1), etag='"1"', body=str(day).encode())

    assert state.lies == 3
    assert next_request(due(state), NOON + 3 * DAY + HOUR, settings=SETTINGS).etag is None


@pytest.mark.parametrize("half", ["body", "document"])
def test_validators_of_half_a_feed_are_not_kept(half: str) -> None:
    is_body_whole = half == "document"

    state = after_poll(
        due(),
        NOON,
        answer=answer(etag='"1"', is_complete=is_body_whole),
        parsed=parsed(entry(1), is_complete=not is_body_whole),
        settings=SETTINGS,
    )

    assert (state.validators.etag, state.validators.body_hash) == (None, None)
    assert state.validators.item_hashes


def test_the_same_bytes_are_no_news_whatever_the_status() -> None:
    state = FeedState(validators=Validators(body_hash=body_hash(b"x")))

    assert is_unchanged(due(state), answer(200, b"x"))
    assert is_unchanged(due(state), answer(304))
    assert not is_unchanged(due(state), answer(200, b"y"))


def test_a_window_that_moved_past_everything_known_is_noticed() -> None:
    state = success(FeedState(), NOON, entry(1), entry(2))

    assert success(state, NOON + HOUR, entry(2), entry(3)).missed == 0
    assert success(state, NOON + HOUR, entry(8), entry(9)).missed == 1


POLLS = st.lists(
    st.one_of(
        st.sampled_from([failed("dns"), failed("http", 500), failed("http", 429, 900 * DAY), failed("gone", 410), ParseError("x")]),
        st.tuples(st.integers(0, 5), st.booleans()),
    ),
    max_size=30,
)


@given(POLLS)
def test_whatever_happens_there_is_a_next_poll_neither_too_soon_nor_too_late(polls: list[object]) -> None:
    state, now = FeedState(), NOON
    settings = PollSettings()
    for number, poll in enumerate(polls):
        if isinstance(poll, ItemError):
            state = after_poll(due(state), now, error=poll, settings=settings)
            longest = settings.max_back_off
        else:
            count, is_304 = poll  # type: ignore[misc]
            body = None if is_304 else parsed(*[entry(100 * number + item, now) for item in range(count)])
            state = after_poll(due(state), now, answer=answer(304 if is_304 else 200), parsed=body, settings=settings)
            longest = settings.max_interval * 1.1
        assert state.next_poll_at is not None
        assert settings.min_interval <= state.next_poll_at - now <= longest
        now = state.next_poll_at


def test_what_readers_are_told_of_a_feed_says_nothing_of_its_next_poll() -> None:
    broken = after_poll(due(), NOON, error=ParseError("not a feed"), settings=SETTINGS)
    well = success(FeedState(), NOON, entry(1, NOON - HOUR))

    assert (broken.reason, well.reason) == ("not a feed", "1 new entry")
    assert broken.why.startswith("not a feed; next poll after ")
    assert well.why.startswith("1 new entry; next poll after ")
