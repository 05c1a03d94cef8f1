"""A world for one crash: two days of news for two readers, an operator who has to be told something, and what must hold."""

from __future__ import annotations

import random
import re
import shutil
import signal
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import monitor
from monitor.app import open_store
from monitor.model import Page, RunReport, Secret
from monitor.store import StoreSettings
from monitor.store import open_store as open_at
from tests import build
from tests.journey.loaded import Loaded
from tests.journey.world import Town, World
from tests.store.conftest import new_database

SOURCE = Path(monitor.__file__).parent
KILLED, TERMINATED = -signal.SIGKILL, -signal.SIGTERM
LATER = timedelta(minutes=15)
"""By then what a server put off is asked for again."""
OUTLETS = ("haijin", "larkfield")
"""Four articles on the first day, two more on the second; one of them has nothing new then."""
OLD = 3
"""So many old articles a store with troubles has, each with a page of a megabyte; by its setting it may have two megabytes."""
ADA, GRACE = "ada@example.org", "grace@example.org"


def fault_points() -> list[str]:
    """Every named point in the program's text, those around each kind of commit included."""
    texts = [path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")]
    named = {name for text in texts for name in re.findall(r'\bpoint\("([^"]+)"\)', text)}
    commits = {name for text in texts for name in re.findall(r'self\._write\("([^"]+)"\)', text)}
    return sorted(named | {f"{when} commit of {what}" for what in commits for when in ("before", "after")})


@dataclass(kw_only=True)
class Stores:
    """New stores, copied from ones that were made once: making the tables for each case would take a third of the time."""

    folder: Path
    at: datetime
    _made: dict[object, str] = field(default_factory=dict)

    def file(self, folder: Path, *, is_troubled: bool = False) -> str:
        """A new store in this folder, in place of an old one; its path."""
        made = self._made.get(is_troubled) or self._make(str(self.folder / f"{is_troubled}.db"), is_troubled, is_troubled)
        for old in folder.glob("monitor.db*"):
            old.unlink()
        for ending in ("", ".mark"):
            shutil.copy(f"{made}{ending}", folder / f"monitor.db{ending}")
        return str(folder / "monitor.db")

    def database(self, server: Any, *, is_troubled: bool = False) -> str:
        """A new database; its address, in which the password is referred to."""
        key = (id(server), is_troubled)
        made = self._made.get(key) or self._make(new_database(server), is_troubled, key)
        return new_database(server, template=made).replace(":@", ":${STORE_PASSWORD}@")

    def _make(self, url: str, is_troubled: bool, key: object) -> str:
        store = open_at(StoreSettings(url=Secret(url)))
        if is_troubled:
            at = self.at - timedelta(days=10)
            olds = [build.entry(f"Old {number}", feed_id="old") for number in range(OLD)]
            pages = [Page(url="https://old.example/", body=random.Random(number).randbytes(1_000_000)) for number in range(OLD)]
            readings = [
                build.reading(entry.id, read_at=at, verdicts=(), story_item=None, page=page)
                for entry, page in zip(olds, pages, strict=True)
            ]
            store.record_replayed([build.poll(*olds, feed_id="old", polled_at=at)], [build.feed("old")], readings)
            # So that the store is looked after in the first turn, not only a day later.
            store.record_run(RunReport(run="old", started_at=at, finished_at=at))
        store.close()
        self._made[key] = url
        return url


@dataclass(kw_only=True)
class Case:
    """Turns of the loaded program in one world, and what must be true afterwards."""

    world: World
    loaded: Loaded
    further: int = 1
    """Entries beside those of the outlets: the busy site's one, to begin with."""
    days: int = 1

    def turn(self, day: int, *, later: timedelta = timedelta(0), **options: Any) -> int:
        """The turn of a day; day 2 comes a day after the first."""
        self.world.newsroom.advance(day)
        self.days = day
        return self._run(at=(self.world.newsroom.turn_at(day) + later).isoformat(), **options)

    def day(self, day: int, **options: Any) -> int:
        """A turn that may be ended by a signal, and one after it; how the first ended."""
        first = self.turn(day, **options)
        assert first in (KILLED, 0, 3), self.said()
        if first == KILLED:
            assert self.turn(day, later=LATER) in (0, 3), self.said()
        return first

    def afterwards(self) -> int:
        """A turn of the first day, for what went by the machine's clock: by then all of it is due."""
        return self.turn(1, later=datetime.now(UTC) - self.world.newsroom.base_at + LATER)

    def command(self, *words: str, **options: Any) -> int:
        """A command of the operator."""
        return self._run(command=words, **options)

    def run_daemon(self, **options: Any) -> int:
        """The daemon on the first day, until a signal of the options ends it."""
        return self._run(is_daemon=True, **options)

    def _run(self, **job: Any) -> int:
        status = self.loaded.run(self.world.path, **job)
        self.world.site.is_busy = False
        return status

    def said(self) -> str:
        """The end of what was said."""
        return self.loaded.log.read_text(encoding="utf-8")[-3000:]

    def announced(self) -> int:
        """How many entries there are to be known by now."""
        return self.further + sum(piece.outlet.id in OUTLETS for piece in self.world.newsroom.articles())

    def assert_sound(self) -> None:
        """Nothing lost, nothing twice under two names, no secret left anywhere, and the store is sound; whatever became of each edition."""
        with open_store(self.world.config()) as store:
            counts, outbox, damage = store.counts(), store.outbox(), store.check()
        announced = self.announced()
        assert damage == (), self.said()
        assert (counts["entries"], counts["articles"], counts["unread"]) == (announced, announced, 0), self.said()
        assert {delivery.state for delivery in outbox} == {"sent"}
        assert {delivery.message_id for delivery in outbox} == {mail["Message-ID"] for mail in self.world.mails()}
        assert len(set(self.world.mailbox.messages)) == len(outbox), "one delivery went out in two forms"
        assert self.world.leaks(self.loaded.log.read_text(encoding="utf-8")) == []

    def assert_whole(self, *, may_repeat: bool, readers: Mapping[str, int] | None = None) -> None:
        """It is sound, and every reader was told each day once (or as often as said here)."""
        self.assert_sound()
        with open_store(self.world.config()) as store:
            outbox = store.outbox()
        told = Counter((delivery.digest, delivery.recipient) for delivery in outbox)
        wanted = {("daily", reader): number for reader, number in (readers or {ADA: self.days, GRACE: self.days}).items()}
        wanted["operator", "ops@example.org"] = 1
        assert told == wanted
        assert may_repeat or len(set(self.world.mailbox.messages)) == len(self.world.mailbox.messages)


def new_case(town: Town, loaded: Loaded, folder: Path, store: str, *, is_troubled: bool = False) -> Case:
    """A case in this folder on a new store; with troubles the store is too large, and a server asks to be left alone.

    The operator is told of one thing: that the disk is nearly full, or, where the store is on a server, that a feed is gone.
    """
    feeds = {"busy": "feed"} if store.endswith(".db") else {"busy": "feed", "gone": "gone"}
    line = "  - {{id: {0}, name: {0}, url: '{1}/{2}?token=${{FEED_TOKEN}}', language: en}}\n"
    world = town.world(
        folder,
        outlets=OUTLETS,
        feeds="".join(line.format(name, town.site.address, path) for name, path in feeds.items()),
        store=store,
        keeping="min_free: 99999999" + ", max_size: 2" * is_troubled,
        extra="operator: {channel: mail, address: ops@example.org}\n",
    )
    loaded.prepare(world.path, at=town.newsroom.turn_at(1).isoformat())
    town.mailbox.messages.clear()
    town.site.is_busy = is_troubled
    return Case(world=world, loaded=loaded, further=1 + OLD * is_troubled)
