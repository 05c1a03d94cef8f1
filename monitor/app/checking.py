"""A configuration tried on the world: templates on sample editions, feeds asked once, topics on what the store holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.app.build import App, open_app, open_store, utc_now, vocabulary_of
from monitor.errors import ConfigError, ItemError, WorkerError
from monitor.model import Answer, DueFeed, Feed, FeedState, FeedStatus, Item, Published
from monitor.ports import Clock

if TYPE_CHECKING:
    from monitor.config import Config

THREADS = 16
EXAMPLES = 5
"""So many articles are named for each topic and direction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What one feed, asked once, came to, and what the program would do about it."""

    feed: Feed
    status: FeedStatus
    entries: int = 0
    rejected: tuple[str, ...] = ()
    newest_at: datetime | None = None
    next_poll_at: datetime | None = None
    why: str = ""
    moved_to: str | None = None


@dataclass(slots=True)
class TopicDiff:
    """How many stored articles a topic had and has, and the first of those it gains and loses."""

    before: int = 0
    after: int = 0
    added: int = 0
    removed: int = 0
    examples: dict[str, list[Item]] = field(default_factory=lambda: {"added": [], "removed": []})


def try_templates(config: Config) -> None:
    """Render sample editions with the operator's own templates, in a worker. Raises ConfigError."""
    from monitor import digest
    from monitor.digest.check import try_templates as try_on_samples

    if config.templates is None:
        return
    with open_app(config) as app:
        try:
            mistakes = app.workers.submit(try_on_samples, digest.load_templates(config.templates)).result()
        except WorkerError as error:
            from monitor.errors import Mistake

            mistakes = (Mistake(file=config.templates, what=f"rendering a sample: {error}", repair="make the templates simpler"),)
    if mistakes:
        raise ConfigError(mistakes)


def try_feeds(config: Config, *, clock: Clock = utc_now) -> Iterator[Trial]:
    """Ask every configured feed once, as if for the first time; nothing is remembered. In the order of the configuration."""
    from monitor import cadence

    due = [DueFeed(feed=feed, state=FeedState(), url=feed.url) for feed in config.feeds]
    with open_app(config, clock=clock) as app, ThreadPoolExecutor(THREADS, thread_name_prefix="check") as threads:
        requests = {one.feed.id: cadence.next_request(one, clock(), settings=config.poll) for one in due if not one.feed.is_paused}
        calls = {name: threads.submit(app.fetcher.fetch, request) for name, request in requests.items()}
        for one in due:
            if one.feed.is_paused:
                yield Trial(feed=one.feed, status="paused", why="paused in the configuration")
            else:
                yield _tried(app, one, calls[one.feed.id])


def _tried(app: App, due: DueFeed, call: Future[Answer]) -> Trial:
    from monitor import cadence, feeds

    try:
        answer = call.result()
        parsing = app.workers.submit(feeds.parse_feed, answer.body, feed=due.feed, content_type=answer.content_type, url=answer.url)
        parsed = parsing.result()
    except ItemError as error:
        state = cadence.after_poll(due, app.clock(), error=error, settings=app.config.poll)
        return Trial(feed=due.feed, status=state.status, next_poll_at=state.next_poll_at, why=str(error))
    state = cadence.after_poll(due, app.clock(), answer=answer, parsed=parsed, settings=app.config.poll)
    return Trial(
        feed=due.feed,
        status=state.status,
        entries=len(parsed.entries),
        rejected=parsed.rejected,
        newest_at=max((entry.published.at for entry in parsed.entries if entry.published.at), default=None),
        next_poll_at=state.next_poll_at,
        why=state.why,
        moved_to=answer.moved_to,
    )


def compare_topics(before: Config, after: Config, *, clock: Clock = utc_now) -> tuple[int, dict[str, TopicDiff]]:
    """How many stored articles were looked at, and what each topic gains and loses by going from one configuration to the other."""
    from monitor import topics

    old, new = (topics.compile_topics(one.topics, vocabulary_of(one)) for one in (before, after))
    names = dict.fromkeys(topic.id for one in (after, before) for topic in one.topics)
    found: dict[str, TopicDiff] = defaultdict(TopicDiff, {name: TopicDiff() for name in names})
    count = 0
    for item in _stored_items(after, clock()):
        count += 1
        had = {verdict.topic for verdict in topics.match_topics(item, old) if verdict.is_match}
        has = {verdict.topic for verdict in topics.match_topics(item, new) if verdict.is_match}
        for name in had | has:
            _note(found[name], item, had=name in had, has=name in has)
    return count, dict(found)


def _note(diff: TopicDiff, item: Item, *, had: bool, has: bool) -> None:
    diff.before += had
    diff.after += has
    if had != has:
        way = "added" if has else "removed"
        diff.added += has
        diff.removed += had
        if len(diff.examples[way]) < EXAMPLES:
            diff.examples[way].append(item)


def _stored_items(config: Config, now: datetime) -> Iterator[Item]:
    """Every article the store holds; none where there is no store yet, which is not made for this."""
    address = config.store.url.reveal()
    if "://" not in address and not Path(address).exists():
        return
    with open_store(config) as store:
        for number, stored in enumerate(store.export()):
            yield Item(
                id=stored.get("id") or str(number),
                url=stored["url"],
                title=stored["title"],
                text=stored["text"],
                published=Published(value=stored["published_at"]),
                first_seen_at=now,
                language=stored["language"],
                outlet=stored["outlet"],
                source=stored["source"],
                country=stored["country"],
                byline=(stored["author"],) if stored["author"] else (),
            )


def troubled(trials: Sequence[Trial]) -> bool:
    """Whether any feed could not be used."""
    return any(trial.status not in {"ok", "unchanged", "paused", "stale", "silent", "moved"} for trial in trials)
