"""A simulated month over 500 feeds of every rhythm: how often they are asked, how soon their news is found, beside a fixed poller.

    python bench/bench_month.py [--feeds 500] [--days 30] [--seed 7]

The decisions are the program's own (cadence and the host gate); the world is simulated, so a month takes seconds. Feeds bring
0.1 to 200 items a day with a rhythm of day and night; some fail, some move, some lie, some ask for rest, many share a host.
"""

from __future__ import annotations

import argparse
import bisect
import heapq
import math
import random
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from monitor import cadence
from monitor.errors import FetchError
from monitor.fetch.gate import HostGate, host_of
from monitor.model import Answer, CleanText, DueFeed, Entry, Feed, FeedState, ParsedFeed, Published, Request

START = datetime(2026, 11, 1, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SETTINGS = cadence.PollSettings(seed="month")
GAP = timedelta(seconds=1)
FIXED = 15 * MINUTE
LISTED = 30
BUSY = 48.0
"""Items a day from which on a feed counts as busy: one in each half hour."""

KINDS = (
    ("plain",) * 78 + ("dead",) * 4 + ("down",) * 4 + ("gone",) * 2 + ("moved",) * 3 + ("lying",) * 3 + ("hinting",) * 3 + ("limiting",) * 3
)
"""What feeds are like, in a hundred."""


@dataclass
class Source:
    """One simulated feed: when each of its items appears, what it does wrong, and what happened to it."""

    feed: Feed
    host: str
    kind: str
    per_day: float
    items: list[float]
    state: FeedState = field(default_factory=FeedState)
    seen: int = 0
    asked: list[float] = field(default_factory=list)
    delays: list[tuple[float, float]] = field(default_factory=list)
    """For each item found: how late, and how long the wait was in which it came, both in seconds."""

    @property
    def url(self) -> str:
        return self.state.adopted_url or self.feed.url


def sources(count: int, days: int, seed: int) -> list[Source]:
    """Feeds whose rhythms are spread evenly over the decades from 0.1 to 200 items a day."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        per_day = 10 ** (-1 + 3.301 * (number + 0.5) / count)
        host = f"h{chance.choice([number, number % 40, 0]) if chance.random() < 0.4 else number}.test"
        feed = Feed(id=f"f{number}", url=f"https://{host}/{number}", name=f"F{number}")
        times = sorted(arrivals(chance, per_day, days))
        made.append(Source(feed, host, chance.choice(KINDS), per_day, times))
    return made


def arrivals(chance: random.Random, per_day: float, days: int) -> Iterator[float]:
    """Seconds from the start (the month before it included): by day three times as often as by night."""
    at = -30 * 86_400.0
    while at < days * 86_400:
        at += chance.expovariate(per_day * 1.5 / 86_400)
        share = 1.0 if 6 <= (at / 3600) % 24 < 18 else 1 / 3
        if chance.random() < share:
            yield at


def answer_of(source: Source, request: Request, now: float) -> tuple[Answer, int]:
    """What the server says, and how many items there are by now. Raises FetchError."""
    day = now / 86_400
    if source.kind == "dead":
        raise FetchError(request.url, "status 404", kind="http", status=404)
    if source.kind == "gone" and day > 3:
        raise FetchError(request.url, "gone (410)", kind="gone", status=410)
    if source.kind == "down" and 5 < day < 9:
        raise FetchError(request.url, "no answer", kind="timeout")
    if source.kind == "limiting" and 10 < day < 12:
        raise FetchError(request.url, "status 429", kind="http", status=429, retry_after=2 * HOUR)
    there = bisect.bisect_right(source.items, now)
    tag = f'"{there}"'
    moved = request.url.replace(".test/", ".new/") if source.kind == "moved" and ".new/" not in request.url else None
    if request.etag and (request.etag == tag or source.kind == "lying"):
        return Answer(url=request.url, status=304, moved_to=moved), there
    fresh = 2 * HOUR if source.kind == "hinting" else None
    body = tag.encode()
    lie = '"same"' if source.kind == "lying" else tag
    return Answer(url=request.url, status=200, body=body, etag=lie, fresh_for=fresh, moved_to=moved), there


def poll(source: Source, now: float) -> FetchError | None:
    """Ask once, as PollJob does; the failure, if it was one."""
    at = START + timedelta(seconds=now)
    due = DueFeed(feed=source.feed, state=source.state, url=source.url)
    before = source.asked[-1] if source.asked else now
    source.asked.append(now)
    try:
        answer, there = answer_of(source, cadence.next_request(due, at, settings=SETTINGS), now)
    except FetchError as error:
        source.state = cadence.after_poll(due, at, error=error, settings=SETTINGS)
        return error
    if cadence.is_unchanged(due, answer):
        source.state = cadence.after_poll(due, at, answer=answer, settings=SETTINGS)
        return None
    listed = range(max(there - LISTED, 0), there)
    new = [number for number in listed if number >= source.seen]
    parsed = ParsedFeed(
        title=CleanText("F"),
        language=None,
        entries=tuple(entry(source, number) for number in new),
        item_hashes=tuple(str(number) for number in listed),
        known=len(listed) - len(new),
    )
    source.state = cadence.after_poll(due, at, answer=answer, parsed=parsed, settings=SETTINGS)
    source.delays += [(now - source.items[number], now - before) for number in new if source.items[number] > before >= 0 and now > before]
    source.seen = there
    return None


def entry(source: Source, number: int) -> Entry:
    at = START + timedelta(seconds=source.items[number])
    published = Published(value=at.isoformat(), at=at, source="feed")
    return Entry(id=str(number), feed_id=source.feed.id, guid=None, url=None, title=CleanText("T"), published=published)


def run(world: list[Source], days: int) -> dict[str, list[float]]:
    """The month; when each host was asked."""
    clock = [0.0]
    waits: list[float] = []
    gate = HostGate(gap=GAP, per_host=2, patience=HOUR, wait=waits.append, now=lambda: clock[0])
    hosts: dict[str, list[float]] = defaultdict(list)
    resting: dict[str, float] = {}
    due = [(0.0, number) for number in range(len(world))]
    while due:
        now, number = heapq.heappop(due)
        source = world[number]
        # A turn comes every minute; a host that asked for rest is not asked at all.
        clock[0] = max(math.ceil(now / 60) * 60.0, resting.get(source.host, 0.0))
        if clock[0] >= days * 86_400:
            continue
        waits.clear()
        gate.wait_for_turn(source.url)
        start = clock[0] + sum(waits)
        hosts[host_of(source.url)].append(start)
        error = poll(source, start)
        until = error and cadence.host_back_off(error, START + timedelta(seconds=start), settings=SETTINGS)
        if until:
            resting[source.host] = (until - START).total_seconds()
        assert source.state.next_poll_at is not None
        heapq.heappush(due, ((source.state.next_poll_at - START).total_seconds(), number))
    return hosts


def fixed_delays(source: Source, days: int) -> list[float]:
    """How late a poller that asks every quarter of an hour finds each item."""
    step = FIXED.total_seconds()
    return [math.ceil(at / step) * step - at for at in source.items if 0 < at < days * 86_400 - step]


def main() -> None:
    """Print the month in numbers."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--feeds", type=int, default=500)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    began = time.process_time()
    world = sources(args.feeds, args.days, args.seed)
    hosts = run(world, args.days)
    show(world, hosts, args.days)
    print(f"{time.process_time() - began:.0f} s of CPU")


def show(world: list[Source], hosts: dict[str, list[float]], days: int) -> None:
    plain = [source for source in world if source.kind in {"plain", "moved", "hinting"}]
    asked, fixed = sum(len(source.asked) for source in world), len(world) * days * 96
    print(f"{len(world)} feeds, {days} days: {asked} requests, a poller of every 15 minutes {fixed}: {asked / fixed:.2f} of it")
    each = {kind: statistics.mean(len(source.asked) / days for source in world if source.kind == kind) for kind in sorted(set(KINDS))}
    print("requests a feed and day: " + ", ".join(f"{kind} {number:.1f}" for kind, number in each.items()))
    most = max(len(source.asked) for source in plain) / days
    least = min(len(source.asked) for source in plain) / days
    print(
        f"healthy feeds: {least:.1f} to {most:.1f} requests a day (bounds: every {SETTINGS.max_interval} to every {SETTINGS.min_interval})"
    )
    shares = [late / wait for source in plain for late, wait in source.delays]
    print(f"news found after {statistics.median(shares):.3f} of the interval at the median ({len(shares)} items)")
    busy = [source for source in plain if source.per_day >= BUSY]
    ours = statistics.median(late for source in busy for late, _ in source.delays)
    theirs = statistics.median(late for source in busy for late in fixed_delays(source, days))
    print(f"busy feeds ({len(busy)}): median delay {ours / 60:.1f} min, fixed poller {theirs / 60:.1f} min, ratio {ours / theirs:.2f}")
    closest = min((later - sooner for times in hosts.values() for sooner, later in pairwise(sorted(times))), default=0)
    print(f"no host was asked twice within {closest:.2f} s (gap {GAP.total_seconds():.0f} s); {len(hosts)} hosts")
    lost = sum(source.items and bisect.bisect_right(source.items, days * 86_400) - source.seen > LISTED for source in plain)
    print(f"states at the end: {dict(Counter(source.state.status for source in world))}; healthy feeds that lost items: {lost}")
    liars = [source for source in world if source.kind == "lying"]
    print(f"servers that lie with 304: {sum(source.state.lies > 0 for source in liars)} of {len(liars)} found out")
    movers = [source for source in world if source.kind == "moved"]
    print(f"moves adopted: {sum(source.state.adopted_url is not None for source in movers)} of {len(movers)}")


if __name__ == "__main__":
    main()
