"""A month of a news desk in seconds: the real jobs and the real store, a web, channels and a clock that fail by a seed.

Time jumps from event to event, on the ticks of the daemon. Everything that may go wrong follows from the seed.
"""

from __future__ import annotations

import hashlib
import json
import random
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from monitor import cadence, extract, fault
from monitor.app import App, run_turn, run_upkeep
from monitor.cadence import PollSettings
from monitor.config import Config
from monitor.config.form import OperatorSettings
from monitor.deliver import SmtpSettings
from monitor.digest import DigestSettings, Recipient
from monitor.errors import DeliveryError, FetchError, ItemError, StoreError
from monitor.model import Answer, Delivery, Edition, Feed, Request, Secret
from monitor.pipeline.placing import KnownDays
from monitor.store import StoreSettings, open_store
from monitor.store.sql import SqlStore
from monitor.topics import TopicSettings
from tests.simulation.disk import KINDS, Disk

HOUR, DAY, TICK = timedelta(hours=1), timedelta(days=1), timedelta(seconds=30)
START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
"""The month from here has Berlin's change to summer time."""

GATHERING = timedelta(hours=4)
"""The program looks for due feeds at every tick; here in rounds so far apart, and only in those that find something."""

OUTLETS = 10
READERS = ("ada@example.org", "grace@example.org")
ZONE = "Europe/Berlin"
CRON = "0 7 * * *"

OWED = (
    "select min(next_attempt_at) from deliveries where state <> 'sent'",
    "select min(claimed_until) from deliveries where claimed_until is not null",
)
TO_GATHER = (
    "select min(next_poll_at) from feeds where is_current and status <> 'paused'",
    "select min(next_read_at) from entries where next_read_at is not null",
    "select min(claimed_until) from entries where claimed_until is not null",
)
"""When the store says that something is to do."""

SYLLABLES = "ba de fi go ku la me ni po ra se ti vo wu za bre cli dro fla gri".split()  # noqa: SIM905 - syllables read best so


class Crash(BaseException):
    """The process died here."""


@dataclass(frozen=True)
class Piece:
    """One article of an outlet."""

    outlet: int
    number: int
    published_at: datetime
    title: str
    text: str

    @property
    def url(self) -> str:
        """Where it is read."""
        return f"https://outlet{self.outlet}.example/{self.number}"


def words(chance: random.Random, number: int) -> str:
    """So many words that no other article has: what is told of one is told of no other."""
    return " ".join("".join(chance.choices(SYLLABLES, k=3)) for _ in range(number))


@dataclass
class Plan:
    """Everything that will happen, from one seed."""

    seed: int
    days: int = 30
    start: datetime = START
    outlets: int = OUTLETS
    hours: tuple[float, float] = (24, 72)
    """Between two pieces of an outlet, least and most."""
    crashes: float = 0.002
    """How likely the program dies at each of its fault points; where it never does, its jobs come in order, too."""
    pieces: list[Piece] = field(default_factory=list)
    outages: list[tuple[datetime, datetime, int | None]] = field(default_factory=list)
    """From, until, and the outlet that is away, or None for the whole network."""
    steps: list[tuple[datetime, datetime, timedelta]] = field(default_factory=list)
    """From, until, and by how much the clock is wrong."""
    downs: list[tuple[datetime, datetime]] = field(default_factory=list)
    """When nobody runs the program: power is off, or the machine sleeps."""
    mail_outages: list[tuple[datetime, datetime]] = field(default_factory=list)
    disks: list[tuple[datetime, datetime, str]] = field(default_factory=list)
    """From, until, and what is wrong with the disk of the store."""

    def __post_init__(self) -> None:
        chance = random.Random(self.seed)
        end = self.start + self.days * DAY
        for outlet in range(self.outlets):
            at, number = self.start - 2 * HOUR, 0
            while at < end:
                title = f"{words(chance, 3).title()} missile defence {words(chance, 3).title()}"
                self.pieces.append(Piece(outlet=outlet, number=number, published_at=at, title=title, text=words(chance, 12)))
                at, number = at + timedelta(hours=chance.uniform(*self.hours)), number + 1

        self.announce(self.pieces)

        def spans(number: int, least: float, most: float) -> Iterator[tuple[datetime, datetime]]:
            for _ in range(number):
                begin = self.start + DAY + chance.random() * (end - self.start - 4 * DAY)
                yield begin, begin + timedelta(hours=chance.uniform(least, most))

        self.outages = [(a, b, None) for a, b in spans(2, 0.5, 10)] + [(a, b, chance.randrange(self.outlets)) for a, b in spans(6, 1, 20)]
        self.steps = [(a, b, chance.choice((1, -1)) * timedelta(hours=chance.choice((0.02, 1, 24)))) for a, b in spans(3, 0.5, 5)]
        self.downs = list(spans(3, 0.2, 30))
        self.mail_outages = list(spans(3, 0.2, 8))
        self.hostile = chance.randrange(self.outlets)
        self.disks = [(a, b, kind) for kind in KINDS for a, b in spans(2, 0.2, 12)]
        for kind, day in zip(KINDS, self._some_days(chance), strict=False):
            # Each kind once over an edition's slot.
            begin = self.start.replace(hour=4) + day * DAY
            self.disks.append((begin, begin + timedelta(hours=chance.uniform(2, 8)), kind))

    def _some_days(self, chance: random.Random) -> list[int]:
        """Days in the midst of the month, a different one for each kind of disk."""
        days = range(1, max(self.days - 1, 1))
        return chance.sample(days, k=min(len(KINDS), len(days)))

    def spare(self) -> Plan:
        """The same without anything that goes wrong but single fetches and deliveries."""
        self.crashes = 0
        self.outages, self.steps, self.downs, self.mail_outages, self.disks = [], [], [], [], []
        return self

    def announce(self, pieces: list[Piece]) -> None:
        """Exactly these come out, in order of time within each outlet."""
        self.pieces = pieces
        self.by_outlet = [[piece for piece in pieces if piece.outlet == outlet] for outlet in range(self.outlets)]

    def wrong_by(self, true: datetime) -> timedelta:
        """How far the clock is off."""
        return next((by for begin, end, by in self.steps if begin <= true < end), timedelta(0))

    def trouble_at(self, true: datetime) -> str | None:
        """What is wrong with the disk."""
        return next((kind for begin, end, kind in self.disks if begin <= true < end), None)

    def up_from(self, true: datetime) -> datetime:
        """The next instant at which somebody runs the program."""
        return max((end for begin, end in self.downs if begin <= true < end), default=true)


@dataclass
class Web:
    """The outlets as their servers show them at any instant; every answer may fail."""

    world: World

    def fetch(self, request: Request) -> Answer:
        """Feeds and pages; raises FetchError."""
        plan, now = self.world.plan, self.world.true
        # Not the world's own chances: threads ask in any order.
        chance = random.Random(f"{plan.seed} {request.url} {now}")
        outlet = int(request.url.partition("outlet")[2].partition(".")[0])
        if any(begin <= now < end and away in (None, outlet) for begin, end, away in plan.outages):
            raise FetchError(request.url, "no such host", kind="dns")
        if chance.random() < 0.03:
            what, kind = chance.choice(FAILURES)
            raise FetchError(request.url, what, **kind)
        if not request.url.endswith("/feed"):
            return Answer(url=request.url, status=200, body=b"<html><body><p>page</p></body></html>", content_type="text/html")
        body = hostile_feed(chance) if outlet == plan.hostile else feed_of(plan, outlet, now)
        etag = hashlib.blake2b(body, digest_size=8).hexdigest()
        if request.etag == etag and outlet != plan.hostile:
            return Answer(url=request.url, status=304, etag=etag)
        is_complete = chance.random() > 0.02
        if not is_complete and body:
            body = body[: chance.randrange(len(body))]
        return Answer(url=request.url, status=200, body=body, content_type="application/rss+xml", etag=etag, is_complete=is_complete)

    def stay_away(self, host: str, span: timedelta) -> None:
        """The host is remembered by the store; this web has no gate of its own."""

    def closed_hosts(self) -> dict[str, timedelta]:
        """None."""
        return {}

    def close(self) -> None:
        """Nothing to let go."""


FAILURES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("timed out", {"kind": "timeout"}),
    ("503 Service Unavailable", {"kind": "http", "status": 503}),
    ("429 Too Many Requests", {"kind": "http", "status": 429, "retry_after": timedelta(minutes=20)}),
    ("connection reset", {"kind": "connection"}),
)


def feed_of(plan: Plan, outlet: int, now: datetime) -> bytes:
    """What an outlet announces now: its last 15 pieces."""
    pieces = plan.by_outlet[outlet]
    announced = bisect_right(pieces, now, key=lambda piece: piece.published_at)
    out = pieces[max(announced - 15, 0) : announced]
    items = "".join(
        f"<item><title>{piece.title}</title><link>{piece.url}</link><guid>{piece.url}</guid>"
        f"<pubDate>{format_datetime(piece.published_at)}</pubDate><description>{piece.text}</description></item>"
        for piece in reversed(out)
    )
    return f"<rss version='2.0'><channel><title>Outlet {outlet}</title>{items}</channel></rss>".encode()


def hostile_feed(chance: random.Random) -> bytes:
    """One of the ways in which a feed can be bad."""
    good = (
        f"<item><title>Missile defence {chance.random()}</title><guid>{chance.random()}</guid><link>https://outlet0.example/x</link></item>"
    )
    return chance.choice(
        (
            b"<html><body>Log in to the hotel's network</body></html>",
            b"",
            chance.randbytes(2000),
            f"<rss version='2.0'><channel><title>=?utf-8?q?x=0D=0ABcc:_evil@x?=</title>{good * 3}</channel></rss>".encode(),
            b"<rss version='2.0'><channel><item><title>&#xD800;&#99999999999;</title><guid>1</guid></item></channel></rss>",
            f"<rss version='2.0'><channel>{good}".encode(),
            b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + b"<a>" * 300,
        )
    )


@dataclass
class Post:
    """A mail server that keeps what it accepts, whatever it answers."""

    world: World
    accepted: list[Delivery] = field(default_factory=list)

    def send(self, delivery: Delivery) -> str:
        """Raises DeliveryError."""
        now = self.world.true
        chance = random.Random(f"{self.world.plan.seed} {delivery.id} {now}")
        if any(begin <= now < end for begin, end in self.world.plan.mail_outages):
            raise DeliveryError("connection refused", kind="temporary")
        luck = chance.random()
        if luck < 0.05:
            raise DeliveryError("451 greylisted", kind="temporary", retry_after=timedelta(minutes=5))
        self.accepted.append(delivery)
        if luck < 0.1:
            raise DeliveryError("the connection was lost after the final dot", kind="unknown")
        return "250 kept"


class Workers:
    """Calls at once. A page is never what the feed does not say: extracting it is another room's test, and most of the time."""

    def submit(self, call: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(extract.article_from_entry(args[0]) if call is extract.read_entry else call(*args, **kwargs))
        except ItemError as error:
            done.set_exception(error)
        return done

    def close(self) -> None:
        """Nothing to let go."""


@dataclass(kw_only=True)
class SimulatedApp(App):
    """The program with its five effects exchanged."""

    world: World

    @contextmanager
    def store(self) -> Iterator[SqlStore]:
        """The one store of the month."""
        yield self.world.store


@dataclass
class World:
    """A month of the program, and what came of it."""

    plan: Plan
    catch_up: Any = "all"
    true: datetime = field(init=False)
    crashes: int = 0
    turns: int = 0
    restarts: list[datetime] = field(default_factory=list)
    faults: Counter[tuple[str | None, str]] = field(default_factory=Counter)
    """The errors of the store that ended a job, by what was wrong with the disk, and their words."""
    committed_at: dict[int, datetime] = field(default_factory=dict)
    """Edition -> the true time of the tick that committed it."""
    next_upkeep_at: datetime = field(init=False)
    gathering: timedelta = GATHERING
    settings: StoreSettings = StoreSettings(url=Secret(":memory:"), backups="")
    upkeep_every: timedelta = 6 * HOUR
    is_cron: bool = False
    """Whether each tick is one whole turn, as cron runs it, or the daemon's jobs."""

    def __post_init__(self) -> None:
        self.true = self.next_upkeep_at = self.plan.start
        self.chance = random.Random(f"events {self.plan.seed}")
        self.post = Post(self)
        self._open()
        self.app = self._started()

    def clock(self) -> datetime:
        """What the program believes the time to be."""
        return self.true + self.plan.wrong_by(self.true)

    def run(self) -> None:
        """From the first tick to the last, then in peace until everything is delivered."""
        end = self.plan.start + self.plan.days * DAY
        while self.true < end:
            is_whole = self._tick(is_faulty=True)
            # A program that died is started again at the next tick, and one whose store failed tries again, whatever is due.
            self.true = self.plan.up_from(self._next(end) if is_whole else self.true + TICK)
        peace = end + 60 * HOUR
        while self.true < peace:
            self._tick(is_faulty=False)
            self.true = self._next(peace)
        # What the last look after the store had to say goes out with the next editions, once the mail server takes it.
        for _ in range(10):
            self._tick(is_faulty=False)
            if all(one.state == "sent" for one in self.store.outbox()):
                return
            self.true += 20 * TICK

    def reopen(self) -> None:
        """Let go of a store in a file, and open it again as the program does."""
        self.store.close()
        self._open()

    def _open(self) -> None:
        self.store = open_store(self.settings)
        self.disk = Disk(self.store._engine, self.chance)

    # -- turning

    def _tick(self, *, is_faulty: bool) -> bool:
        """The daemon's jobs in some order; each may die at any point and is then started anew, soon or later.

        Whether all came to their end, or must be tried again at the next tick.
        """
        jobs: list[Callable[[], object]] = [
            lambda: run_turn(self.app, only=("poll", "read"), is_tick=True),
            lambda: run_turn(self.app, only=("publish", "send"), is_tick=True),
        ]
        if self.is_cron:
            jobs = [lambda: run_turn(self.app)]
        elif self.true >= self.next_upkeep_at:
            jobs.append(self._upkeep)
        if self.plan.crashes:
            self.chance.shuffle(jobs)
        self.disk.turn(self.plan.trouble_at(self.true) if is_faulty else None)
        fault.strike_with(self._strike if is_faulty else None)
        try:
            is_whole = all([self._job(job) for job in jobs])
        except Crash:
            self.crashes += 1
            self._restart()
            return False
        finally:
            fault.strike_with(None)
            for number in self._column(f"select number from editions where number > {len(self.committed_at)} and digest = 'daily'"):
                self.committed_at[number] = self.true
        # Where there is no room now, there is none at the next tick either: the next event will do.
        return is_whole or self.disk.trouble in ("full", "tight")

    def _job(self, job: Callable[[], object]) -> bool:
        """One job as the daemon does it: an error of the store ends the job or, where it will not heal, the daemon."""
        self.turns += 1
        try:
            job()
        except StoreError as error:
            self.faults[self.disk.trouble, str(error)] += 1
            if error.is_lasting:
                self._restart()
            return False
        return True

    def _upkeep(self) -> None:
        run_upkeep(self.app)
        self.next_upkeep_at = self.true + self.upkeep_every

    def _restart(self) -> None:
        self.app = self._started()
        self.restarts.append(self.true)

    def _strike(self, _name: str) -> None:
        if self.chance.random() < self.plan.crashes:
            raise Crash

    def _started(self) -> SimulatedApp:
        feeds = CONFIG.feeds[: self.plan.outlets]
        config = replace(CONFIG, feeds=feeds, store=self.settings)
        app = SimulatedApp(config=config, clock=self.clock, world=self, late_after=None if self.is_cron else cadence.LATE_AFTER)
        if self.catch_up != "one":
            app.config = replace(config, digests=tuple(replace(one, catch_up=self.catch_up) for one in CONFIG.digests))
        app.__dict__.update(fetcher=Web(self), workers=Workers(), channels={"mail": self.post}, desk=replace(DESK, known=KnownDays()))
        return app

    def _next(self, end: datetime) -> datetime:
        """The tick of the next event: an edition or a delivery is due, the clock is turned, or the program gathers what has become due."""
        now = self.clock()
        slot = cadence.next_slot(cadence.Schedule(digest="daily", cron=CRON, zone=ZONE), now)
        due = [slot.scheduled_at] if slot else []
        due += [at for at in self._instants(*OWED) if at > now]
        turning = [edge for begin, until, _ in self.plan.steps + self.plan.disks for edge in (begin, until) if edge > self.true]
        at = min(self._gathering(now), *(self.true + (at - now) for at in due), *turning, end)
        ticks = -((self.plan.start - at) // TICK)
        return self.plan.start + max(ticks, (self.true - self.plan.start) // TICK + 1) * TICK

    def _gathering(self, now: datetime) -> datetime:
        """The first of the rounds at which something is there to be polled or read; what was left undone is tried in the next."""
        due = max(min(self._instants(*TO_GATHER), default=now), now)
        return self.plan.start - (self.plan.start - (self.true + (due - now)) - timedelta(seconds=1)) // self.gathering * self.gathering

    def _instants(self, *queries: str) -> list[datetime]:
        values = (value for query in queries for value in self._column(query) if value is not None)
        return [datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=value) for value in values]

    def _column(self, query: str) -> list[int]:
        with self.store._engine.connect() as connection:
            return list(connection.exec_driver_sql(query).scalars())

    # -- what came of it

    def editions(self) -> tuple[Edition, ...]:
        """Every edition, oldest first."""
        return tuple(reversed(self.store.editions("daily", limit=1000)))

    def told(self) -> dict[tuple[str, str], list[int]]:
        """(reader, entry) -> the editions that told of it."""
        found = defaultdict(list)
        for one in self.store.told("daily"):
            found[one.recipient, one.report_id].append(one.edition)
        return found

    def lost(self) -> list[str]:
        """Pieces of honest outlets that were out long enough and that some reader was never told of."""
        told = self.told()
        missing = []
        for piece in self.plan.pieces:
            if piece.outlet == self.plan.hostile or piece.published_at > self.plan.start + (self.plan.days - 1) * DAY:
                continue
            entry = self.store.entry(piece.url)
            missing += [f"{reader}: {piece.url}" for reader in READERS if entry is None or (reader, entry.id) not in told]
        return missing

    def names_by_slot(self) -> dict[tuple[str, int, str], set[str]]:
        """(digest, edition, reader) -> the Message-IDs that the server saw."""
        found = defaultdict(set)
        for one in self.post.accepted:
            found[one.digest, one.edition, one.recipient].add(one.message_id)
        return found

    def bytes_by_name(self) -> dict[str, set[bytes]]:
        """Message-ID -> the different bytes under it."""
        found = defaultdict(set)
        for one in self.post.accepted:
            found[one.message_id].add(one.payload)
        return found

    def was_disturbed(self, at: datetime) -> bool:
        """Whether the program was down, its clock wrong, or its disk failing, at most a day from this instant."""
        return any(begin - DAY <= at <= end + DAY for begin, end in self.troubles())

    def troubles(self) -> list[tuple[datetime, datetime]]:
        """The spans in which no edition can be asked for: no power, a wrong clock, a failing disk."""
        return self.plan.downs + [(begin, end) for begin, end, _ in self.plan.steps + self.plan.disks]


TOPIC = TopicSettings(id="tests", name="Tests", strong=('"missile defence"',))
CONFIG = Config(
    path=Path("config.yaml"),
    feeds=tuple(Feed(id=f"o{n}", url=f"https://outlet{n}.example/feed", name=f"Outlet {n}", language="en") for n in range(OUTLETS)),
    topics=(TOPIC,),
    digests=(
        DigestSettings(
            id="daily",
            cron=CRON,
            zone=ZONE,
            recipients=tuple(Recipient(address=one) for one in READERS),
            channels=("mail",),
            catch_up="one",
        ),
    ),
    channels={"mail": SmtpSettings(kind="smtp", host="mail.example.org", sender="desk@example.org")},
    operator=OperatorSettings(channel="mail", address="ops@example.org"),
    store=StoreSettings(url=Secret(":memory:"), backups=""),
    poll=PollSettings(min_interval=6 * HOUR, default_interval=6 * HOUR, max_interval=8 * HOUR, seed="simulation"),
)
DESK = App(config=CONFIG).desk


def summary(world: World) -> str:
    """One line for the log of a long run."""
    return json.dumps(
        {
            "seed": world.plan.seed,
            "turns": world.turns,
            "crashes": world.crashes,
            "editions": len(world.editions()),
            "mails": len(world.post.accepted),
        }
    )
