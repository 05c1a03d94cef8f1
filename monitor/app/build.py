"""A configuration in, the real parts out: store, fetcher, workers, channels, and the desk that judges articles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from monitor.errors import ItemError
from monitor.ports import Channel, Clock

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.fetch import HttpFetcher
    from monitor.model import StoryItem
    from monitor.pipeline.reading import Desk
    from monitor.store.sql import SqlStore
    from monitor.topics import Topics, Vocabulary
    from monitor.workers import WorkerPool


def utc_now() -> datetime:
    """The wall clock, aware UTC. Read nowhere else."""
    return datetime.now(UTC)


def vocabulary_of(config: Config) -> Vocabulary:
    """The built-in vocabulary, or the operator's own. Raises ConfigError."""
    from monitor import topics

    return config.vocabulary or topics.load_vocabulary()


@contextmanager
def open_store(config: Config) -> Iterator[SqlStore]:
    """The store of a configuration, closed at the end. Raises StoreError."""
    from monitor import store

    opened = store.open_store(config.store)
    try:
        yield opened
    finally:
        opened.close()


@dataclass(kw_only=True)
class App:
    """The parts that live from turn to turn; each is built when it is first needed, so that an idle turn stays cheap."""

    config: Config
    clock: Clock = utc_now
    late_after: timedelta | None = None
    """An edition published so long after its slot says that it is late; None is the patience of a turn that cron starts."""

    def store(self) -> AbstractContextManager[SqlStore]:
        """The store, opened for one turn."""
        return open_store(self.config)

    @cached_property
    def fetcher(self) -> HttpFetcher:
        """The guarded door to the network, with its pooled connections."""
        from monitor.fetch import HttpFetcher

        return HttpFetcher(replace(self.config.fetch, net=self.config.network), clock=self.clock)

    @cached_property
    def workers(self) -> WorkerPool:
        """The limited processes; none starts before there is something to interpret."""
        from monitor.workers import WorkerPool

        return WorkerPool(self.config.workers)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The built-in vocabulary, or the operator's own."""
        return vocabulary_of(self.config)

    @cached_property
    def topics(self) -> Topics:
        """The configured topics, compiled."""
        from monitor import topics

        return topics.compile_topics(self.config.topics, self.vocabulary)

    @cached_property
    def topic_names(self) -> dict[str, str]:
        """What the digest calls each configured topic."""
        names = {}
        for topic in self.config.topics:
            known = self.vocabulary.topic(topic.use) if topic.use and not topic.name else None
            names[topic.id] = topic.name or (known.name if known else topic.id)
        return names

    @cached_property
    def desk(self) -> Desk:
        """What every article is judged by."""
        from monitor import topics
        from monitor.pipeline.reading import Desk

        return Desk(
            topics=self.topics,
            names=topics.canonical_names(self.vocabulary),
            revisits=self.config.read.revisits,
            meant=self._meant if self.config.stories.semantic else None,
        )

    def _meant(self, item: StoryItem, text: str) -> StoryItem:
        """The item with what it means, from a worker; as it is where the model fails over its text."""
        from monitor import stories

        try:
            return self.workers.submit(stories.with_meaning, item, text).result()
        except ItemError:
            return item

    @cached_property
    def channels(self) -> dict[str, Channel]:
        """Every configured way to deliver, by name."""
        from monitor import deliver

        return {
            name: deliver.open_channel(name, settings, net=self.config.network, clock=self.clock)
            for name, settings in self.config.channels.items()
        }

    def close(self) -> None:
        """Let go of connections and processes, where there are any."""
        if "fetcher" in self.__dict__:
            self.fetcher.close()
        if "workers" in self.__dict__:
            self.workers.close()


@contextmanager
def open_app(config: Config, *, clock: Clock = utc_now) -> Iterator[App]:
    """The program for this configuration; its parts are closed at the end."""
    app = App(config=config, clock=clock)
    try:
        yield app
    finally:
        app.close()
