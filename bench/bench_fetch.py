"""A turn of polling in a running process, beside its floor: CPU a feed, wall and memory, for 200 and for 5,000 feeds.

    python bench/bench_fetch.py [--feeds 200 5000] [--runs 5] [--latency 0.05]

The floor is threads, requests with one shared context, If-None-Match and a hash: no store, no guard, no deadline, no manners.
Both ask the same server (another process, one loopback address a feed) in the same run; imports and first connections are
paid before. The turn is the program's own: PollJob, HttpFetcher with guard, gate and deadlines, and a SQLite store in a file.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import logging
import multiprocessing
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from monitor import events
from monitor.cadence import PollSettings
from monitor.fetch import FetchSettings, HttpFetcher
from monitor.model import Feed, Secret
from monitor.net import NetSettings
from monitor.pipeline.poll import PollJob
from monitor.pipeline.tally import Tally
from monitor.store import StoreSettings, open_store
from monitor.workers import WorkerPool

ENTRIES = 30
ITEM = (
    "<item><title>Interceptor test number {0} of round {1}</title><link>http://outlet.example/{0}</link><guid>{0}</guid>"
    "<pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate><description>{2}</description></item>"
)
WORDS = "The ministry said that the radar and the interceptor had passed their test over the range on Tuesday. " * 5
NOT_OURS: set[int | None] = set()
"""Processes of the bench itself, whose CPU is nobody's."""

STATES = ("304", "same body", "a tenth changed")


def body_of(number: int, round_: int, entries: int = ENTRIES) -> bytes:
    """A feed; in each round a tenth of them has four new items."""
    first = 4 * sum(1 for past in range(1, round_ + 1) if number % 10 == past % 10)
    items = "".join(ITEM.format(first + entries - entry, 0, WORDS) for entry in range(entries))
    return f'<rss version="2.0"><channel><title>Feed {number}</title>{items}</channel></rss>'.encode()


class Server:
    """In a process of its own: answers on every loopback address; `round_` says what has changed, `has_tags` whether 304 is known."""

    def __init__(self, latency: float, entries: int = ENTRIES) -> None:
        self.round_, self.has_tags = multiprocessing.Value("i", 0), multiprocessing.Value("i", 1)
        mine, theirs = multiprocessing.Pipe()
        self.process = multiprocessing.Process(target=self._run, args=(theirs, latency, entries), daemon=True)
        self.process.start()
        self.port: int = mine.recv()
        NOT_OURS.add(self.process.pid)

    def _run(self, ready: Any, latency: float, entries: int) -> None:
        bodies: dict[tuple[int, int], tuple[bytes, bytes]] = {}

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                while True:
                    request = await reader.readuntil(b"\r\n\r\n")
                    number = int(request.split(b" ", 2)[1][1:])
                    round_ = self.round_.value if number % 10 == self.round_.value % 10 else 0
                    if (number, round_) not in bodies:
                        body = body_of(number, round_, entries)
                        bodies[number, round_] = body, hashlib.md5(body).hexdigest().encode()
                    body, tag = bodies[number, round_]
                    await asyncio.sleep(latency)
                    if self.has_tags.value and tag in request:
                        writer.write(b'HTTP/1.1 304 Not Modified\r\nETag: "%s"\r\n\r\n' % tag)
                    else:
                        head = b'HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: "%s"\r\nContent-Length: %d\r\n\r\n'
                        writer.write(head % (tag, len(body)) + body)
                    await writer.drain()
            except (asyncio.IncompleteReadError, ConnectionError):
                writer.close()

        async def listen() -> None:
            server = await asyncio.start_server(serve, "0.0.0.0", 0, backlog=1024)
            ready.send(server.sockets[0].getsockname()[1])
            await server.serve_forever()

        asyncio.run(listen())

    def url(self, number: int) -> str:
        return f"http://127.{1 + number // 62_500}.{number // 250 % 250}.{number % 250 + 1}:{self.port}/{number}"


@dataclass
class Cost:
    """What turns took, in seconds."""

    cpu: list[float]
    wall: list[float]


def measured(turn: Callable[[int], None], runs: int) -> Cost:
    cost = Cost([], [])
    for run in range(runs):
        wall, cpu = time.monotonic(), time.process_time() + children()
        turn(run)
        cost.cpu.append(time.process_time() + children() - cpu)
        cost.wall.append(time.monotonic() - wall)
    return cost


def children() -> float:
    """CPU of the worker processes that run now, from /proc."""
    total = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[1]) == os.getpid() and int(stat.parent.name) not in NOT_OURS:
                total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


class OurTurn:
    """The program's own polling job, over and over in one process."""

    def __init__(self, server: Server, feeds: int, folder: Path) -> None:
        self.now = datetime(2026, 11, 24, 12, tzinfo=UTC)
        self.store = open_store(StoreSettings(url=Secret(str(folder / f"{feeds}.db"))))
        net = NetSettings(allow=("127.0.0.0/8",))
        self.fetcher = HttpFetcher(FetchSettings(gap=timedelta(0), net=net), clock=lambda: self.now)
        self.workers = WorkerPool()
        every = timedelta(minutes=15)
        wanted = [Feed(id=f"f{number}", url=server.url(number), name="F", poll_every=every) for number in range(feeds)]
        self.store.sync_feeds(wanted, self.now)

    def __call__(self, _: int) -> None:
        tally = Tally()
        settings = PollSettings(jitter=0.0, audit_every=timedelta(days=365))
        PollJob(
            store=self.store,
            fetcher=self.fetcher,
            workers=self.workers,
            clock=lambda: self.now,
            tally=tally,
            settings=settings,
            is_over=lambda: False,
        ).run()
        assert tally.counts["feeds.polled"] == tally.counts["feeds.due"] > 0, tally.problems[:3]
        self.now += timedelta(minutes=20)

    def close(self) -> None:
        self.fetcher.close()
        self.workers.close()
        self.store.close()


class Floor:
    """Threads, requests, one context, a hash; feedparser where the hash is new."""

    def __init__(self, server: Server, feeds: int) -> None:
        import requests

        self.urls = [server.url(number) for number in range(feeds)]
        self.tags: dict[str, str] = {}
        self.hashes: dict[str, bytes] = {}
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.mount("http://", requests.adapters.HTTPAdapter(pool_connections=256, pool_maxsize=4))

    def __call__(self, _: int) -> None:
        import io

        import feedparser

        def get(url: str) -> tuple[str, int, bytes, str]:
            answer = self.session.get(url, headers={"If-None-Match": self.tags.get(url, "")}, timeout=60)
            # Not the answer itself: it would keep its connection open until it is looked at.
            return url, answer.status_code, answer.content, answer.headers["ETag"]

        with ThreadPoolExecutor(32) as threads:
            for url, status, body, tag in threads.map(get, self.urls):
                digest = hashlib.blake2b(body).digest()
                if status == 200 and self.hashes.get(url) != digest:
                    feedparser.parse(io.BytesIO(body))
                    self.hashes[url] = digest
                    self.tags[url] = tag


def compare(server: Server, feeds: int, runs: int, states: Sequence[str]) -> None:
    """One table: our turn and the floor in each state."""
    with tempfile.TemporaryDirectory() as folder:
        ours, floor = OurTurn(server, feeds, Path(folder)), Floor(server, feeds)
        server.round_.value, server.has_tags.value = 0, 1
        for turn in (floor, ours):
            first = measured(turn, 1)
            print(f"{feeds} feeds, first run: {type(turn).__name__} cpu {first.cpu[0]:.2f} s, wall {first.wall[0]:.2f} s", flush=True)
        for state in states:
            server.has_tags.value = state != "same body"
            costs = {Floor: Cost([], []), OurTurn: Cost([], [])}
            for run in range(runs):
                server.round_.value = run + 1 if state == STATES[2] else 0
                for turn in (floor, ours):
                    cost = measured(turn, 1)
                    costs[type(turn)].cpu += cost.cpu
                    costs[type(turn)].wall += cost.wall
            show(state, feeds, costs)
        ours.close()


def show(state: str, feeds: int, costs: dict[type, Cost]) -> None:
    cpu = {kind.__name__: statistics.median(cost.cpu) for kind, cost in costs.items()}
    wall = {kind.__name__: statistics.median(cost.wall) for kind, cost in costs.items()}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{feeds} feeds, {state}: cpu a feed {cpu['OurTurn'] / feeds * 1000:.2f} ms, floor {cpu['Floor'] / feeds * 1000:.2f} ms, "
        f"ratio {cpu['OurTurn'] / cpu['Floor']:.2f}; wall {wall['OurTurn']:.2f} s, floor {wall['Floor']:.2f} s; peak {peak:.0f} MB",
        flush=True,
    )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--feeds", type=int, nargs="+", default=[200, 5_000])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--latency", type=float, default=0.05)
    parser.add_argument("--entries", type=int, default=ENTRIES, help="items a feed")
    parser.add_argument("--states", nargs="+", choices=STATES, default=STATES)
    args = parser.parse_args()
    events.hear(logging.ERROR)
    server = Server(args.latency, args.entries)
    for feeds in args.feeds:
        compare(server, feeds, args.runs, args.states)
    server.process.terminate()


if __name__ == "__main__":
    resource.setrlimit(
        resource.RLIMIT_NOFILE, (min(20_000, resource.getrlimit(resource.RLIMIT_NOFILE)[1]), resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    )
    main()
