"""What a poll came to in, when to poll next and how the feed is doing out: pure functions of state and time.

A feed is never given up and never hammered: while it works, the interval follows its own rhythm within the
operator's bounds; while it fails, the wait grows with the time it has been failing, up to thirty days.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.cadence.rhythm import age_limit, learned_rhythm, newest_at
from monitor.errors import FetchError, ItemError
from monitor.model import Answer, DueFeed, FeedState, FeedStatus, ParsedFeed, Request, Validators, stable_id

DAY = timedelta(days=1)
LONGEST_RETRY_AFTER = DAY
"""A server that asks for more is asked again after a day: people write ten years by mistake."""

SHARE_OF_RHYTHM = 0.75
"""Poll after this share of the usual time between two entries: three entries in four are alone in their poll."""

BUSY, SHARE_WHEN_BUSY = timedelta(hours=1), 0.5
"""A feed with more than one entry an hour is followed more closely, down to the least interval."""

LASTING, PASSING = 0.5, 0.25
"""While a feed fails, wait this share of the time it has been failing; less where the cause tends to pass by itself."""

STATUS_OF: dict[str, FeedStatus] = {
    "dns": "dns",
    "tls": "tls",
    "timeout": "timeout",
    "blocked": "blocked",
    "gone": "gone",
    "too_big": "too_big",
    "refused": "refused",
    "robots": "refused",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PollSettings:
    """How often feeds are asked."""

    default_interval: timedelta = timedelta(minutes=30)
    """Until a feed's own rhythm is known."""
    min_interval: timedelta = timedelta(minutes=12)
    """Never more often, however busy the feed."""
    max_interval: timedelta = timedelta(hours=6)
    """Never less often while the feed works, however quiet it is and whatever its ttl asks."""
    max_back_off: timedelta = timedelta(days=30)
    """The longest wait for a feed that fails; it is never disabled."""
    jitter: float = 0.05
    """Up to this share is added to each wait, so that feeds do not come due together."""
    seed: str = ""
    """Makes the jitter of this installation its own."""
    audit_every: timedelta = DAY
    """So often a feed is asked without validators, since some servers answer 304 whatever happened."""
    moved_answers: int = 3
    """After so many equal permanent redirects, and `moved_span`, the new address is asked directly."""
    moved_span: timedelta = timedelta(days=2)
    """Least time between the first and the last of them: a hotel's portal is gone by then."""
    first_span: timedelta | None = None
    """On a first subscription, what was published longer ago is kept but never read; by default everything is news.
    A feed's own `since` says it for that feed."""
    first_entries: int = 200
    """On a first subscription, so many of its newest entries are news at most; the others are kept but never read."""


def next_request(due: DueFeed, now: datetime, *, settings: PollSettings) -> Request:
    """What to ask a feed for: with its validators, except once a day and where they were found to lie."""
    validators = due.state.validators
    if is_audit_due(due.state, now, settings=settings) or due.state.lies > 1:
        return Request(url=due.url, kind="feed")
    return Request(url=due.url, kind="feed", etag=validators.etag, last_modified=validators.last_modified)


def is_audit_due(state: FeedState, now: datetime, *, settings: PollSettings) -> bool:
    """Whether it is time to look at the whole body again, whatever the server says."""
    verified_at = state.validators.verified_at
    return verified_at is None or now - verified_at >= settings.audit_every


def body_hash(body: bytes) -> str:
    """What an unchanged body is known by."""
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def is_unchanged(due: DueFeed, answer: Answer) -> bool:
    """Whether the answer brings nothing: 304, or the very bytes of last time."""
    return answer.status == 304 or body_hash(answer.body) == due.state.validators.body_hash


def after_poll(
    due: DueFeed,
    now: datetime,
    *,
    answer: Answer | None = None,
    parsed: ParsedFeed | None = None,
    error: ItemError | None = None,
    settings: PollSettings,
) -> FeedState:
    """The state after a poll: `answer` with `parsed`, `answer` alone when unchanged, or `error`."""
    if error is not None:
        return _after_failure(due, error, now, settings)
    assert answer is not None
    state = _with_move(due, answer, now, settings)
    state = _with_news(state, answer, parsed, now, settings)
    state = replace(state, failures=0, failing_since=None, last_poll_at=now, last_success_at=now)
    wait, why = _interval(due, state, answer, settings)
    status, words = _health(due.state, state, parsed, now)
    return replace(
        state,
        status=status,
        status_since=due.state.status_since if status == due.state.status else now,
        why=f"{words}; next poll after {words_for(wait)}: {why}",
        reason=words,
        interval=wait,
        next_poll_at=_outside_skipped(now + _jittered(wait, due, now, settings), state),
    )


def host_back_off(error: ItemError, now: datetime, *, settings: PollSettings) -> datetime | None:
    """Until when a whole host gets no request, because it said 429, or 503 with a Retry-After."""
    if not isinstance(error, FetchError) or error.status not in {429, 503}:
        return None
    if error.status == 503 and error.retry_after is None:
        return None
    return now + _retry_after(error, settings.default_interval)


def words_for(span: timedelta) -> str:
    """A span as people say it: `45 min`, `6 h`, `30 days`."""
    minutes = round(span.total_seconds() / 60)
    if minutes < 120:
        return f"{minutes} min"
    return f"{round(minutes / 60)} h" if minutes < 48 * 60 else f"{round(minutes / 1440)} days"


# -- success


def _with_move(due: DueFeed, answer: Answer, now: datetime, settings: PollSettings) -> FeedState:
    state = due.state
    if answer.moved_to is None:
        return state if state.adopted_url else replace(state, moved_to=None, moved_seen=0, moved_since=None)
    if answer.moved_to != state.moved_to:
        return replace(state, moved_to=answer.moved_to, moved_seen=1, moved_since=now)
    seen, since = state.moved_seen + 1, state.moved_since or now
    is_sure = seen >= settings.moved_answers and now - since >= settings.moved_span
    return replace(state, moved_seen=seen, moved_since=since, adopted_url=answer.moved_to if is_sure else state.adopted_url)


def _with_news(state: FeedState, answer: Answer, parsed: ParsedFeed | None, now: datetime, settings: PollSettings) -> FeedState:
    """What is learned from the body: validators, rhythm, the newest entry, the feed's own wishes."""
    old = state.validators
    entries = parsed.entries if parsed else ()
    state = replace(state, rhythm=learned_rhythm(state, entries, now))
    if answer.status == 304:
        return state
    if parsed is None:
        return replace(state, validators=replace(old, etag=answer.etag, last_modified=answer.last_modified, verified_at=now))
    is_whole = answer.is_complete and parsed.is_complete
    is_same_validator = (answer.etag, answer.last_modified) == (old.etag, old.last_modified) != (None, None)
    has_lied = is_same_validator and bool(entries) and is_audit_due(state, now, settings=settings)
    return replace(
        state,
        # Validators of half a body would hide the other half behind 304 for ever.
        validators=Validators(
            etag=answer.etag if is_whole else None,
            last_modified=answer.last_modified if is_whole else None,
            body_hash=body_hash(answer.body) if is_whole else None,
            item_hashes=parsed.item_hashes,
            verified_at=now,
        ),
        lies=state.lies + has_lied,
        missed=state.missed + bool(old.item_hashes and entries and not set(old.item_hashes) & set(parsed.item_hashes)),
        newest_at=newest_at(state, entries, now),
        usual=state.rhythm if entries else state.usual,
        last_entry_at=now if entries else state.last_entry_at,
        ttl=parsed.ttl,
        skip_hours=parsed.skip_hours,
        skip_days=parsed.skip_days,
    )


def _interval(due: DueFeed, state: FeedState, answer: Answer, settings: PollSettings) -> tuple[timedelta, str]:
    """How long to wait after a success, and why."""
    if due.feed.poll_every is not None:
        return due.feed.poll_every, "as configured"
    wait, why = settings.default_interval, "its rhythm is not known yet"
    if state.rhythm is not None:
        share = SHARE_WHEN_BUSY if state.rhythm < BUSY else SHARE_OF_RHYTHM
        wait, why = state.rhythm * share, f"usually one new entry in {words_for(state.rhythm)}"
    if state.ttl and state.ttl > wait:
        wait, why = state.ttl, "the feed asks for it"
    if answer.fresh_for and answer.fresh_for > wait:
        wait, why = answer.fresh_for, "the server asks for it"
    return min(max(wait, settings.min_interval), settings.max_interval), why


def _health(before: FeedState, state: FeedState, parsed: ParsedFeed | None, now: datetime) -> tuple[FeedStatus, str]:
    """The condition of a feed that answered, and its reason."""
    if parsed is not None and not parsed.entries and not parsed.known:
        return "empty", "a feed without entries"
    if state.newest_at is not None and now - state.newest_at > age_limit(state.usual):
        words = f"newest entry of {state.newest_at:%Y-%m-%d}"
        if parsed is not None or before.status == "stale":
            return "stale", words
        return "silent", words
    if state.moved_to and not state.adopted_url:
        return "moved", f"redirects for good to {state.moved_to[:200]}"
    if parsed is None:
        return "unchanged", "nothing new"
    words = f"{len(parsed.entries)} new {'entry' if len(parsed.entries) == 1 else 'entries'}"
    return "ok", words + (
        "; some may have been missed, since none of those known is listed any more" if state.missed > before.missed else ""
    )


# -- failure


def _after_failure(due: DueFeed, error: ItemError, now: datetime, settings: PollSettings) -> FeedState:
    state = due.state
    if isinstance(error, FetchError) and error.kind == "back_off":
        # Nothing was asked, so nothing is known.
        return replace(state, next_poll_at=now + (error.retry_after or settings.min_interval))
    status = STATUS_OF.get(error.kind, "http") if isinstance(error, FetchError) else "parse"
    since = state.failing_since or now
    base = due.feed.poll_every or min(max(state.interval or settings.default_interval, settings.min_interval), settings.max_interval)
    share = PASSING if _tends_to_pass(error) else LASTING
    wait = settings.max_back_off if status == "gone" else min(max(base, (now - since) * share), settings.max_back_off)
    if isinstance(error, FetchError) and error.retry_after is not None:
        wait = max(wait, _retry_after(error, base))
    failures = state.failures + 1
    if failures > 1 and state.adopted_url:
        # Perhaps the move was an error: from now on the configured address is asked again.
        state = replace(state, adopted_url=None, moved_to=None, moved_seen=0, moved_since=None)
    return replace(
        state,
        status=status,
        status_since=state.status_since if status == state.status else now,
        why=f"{error}; next poll after {words_for(wait)}",
        reason=str(error),
        failures=failures,
        failing_since=since,
        last_poll_at=now,
        next_poll_at=now + min(_jittered(wait, due, now, settings), settings.max_back_off),
    )


def _tends_to_pass(error: ItemError) -> bool:
    """Networks and busy servers come back by themselves; missing pages and broken feeds seldom do."""
    if not isinstance(error, FetchError):
        return False
    return error.kind in {"dns", "timeout", "connection"} or error.status in {408, 425, 429} or (error.status or 0) >= 500


def _retry_after(error: FetchError, least: timedelta) -> timedelta:
    return min(max(error.retry_after or least, least), LONGEST_RETRY_AFTER)


# -- the clock


def _jittered(wait: timedelta, due: DueFeed, now: datetime, settings: PollSettings) -> timedelta:
    fraction = int(stable_id("jitter", settings.seed, due.feed.id, now.isoformat()), 16) / 2**64
    return wait * (1 + settings.jitter * fraction)


def _outside_skipped(at: datetime, state: FeedState) -> datetime:
    """The first instant from `at` that is in no hour and on no day (UTC) the feed asks us to skip."""
    days = {day.casefold() for day in state.skip_days}
    for _ in range(24 * 8):
        if at.hour not in state.skip_hours and f"{at:%A}".casefold() not in days:
            return at
        at = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return at
