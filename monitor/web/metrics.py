"""The pulse and the store in, Prometheus metrics out. Labels are taken from closed lists only: no address, no name, no title."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monitor import __version__
from monitor.web.pulse import Pulse

if TYPE_CHECKING:
    pass

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

STORED = {
    "entries": "Entries in the store.",
    "unread": "Entries that wait to be read.",
    "articles": "Articles in the store.",
    "matched": "Articles in the store that matched a topic.",
    "stories": "Stories in the store.",
    "editions": "Editions published so far.",
    "owed": "Deliveries that have not arrived yet.",
    "given_up": "Deliveries that were given up.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """What the store holds, as it is asked at every scrape."""

    counts: Mapping[str, int]
    feeds: Mapping[str, int]
    """Feeds by status."""


Ask = Callable[[], Stock | None]
"""The store's answer; None when it cannot be reached."""


def exposition(pulse: Pulse, ask: Ask) -> bytes:
    """The page that Prometheus reads."""
    from prometheus_client import PROCESS_COLLECTOR, CollectorRegistry, generate_latest

    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collector(pulse, ask))
    registry.register(PROCESS_COLLECTOR)
    return generate_latest(registry)


@dataclass(frozen=True, slots=True, eq=False)
class _Collector:
    pulse: Pulse
    ask: Ask

    def describe(self) -> list[Any]:
        """Nothing beforehand: asking the store at registration would cost a scrape."""
        return []

    def collect(self) -> Iterator[Any]:
        from prometheus_client.core import InfoMetricFamily

        yield InfoMetricFamily("monitor_build", "The version that runs.", value={"version": __version__})
        yield from _jobs(self.pulse)
        yield from _totals(self.pulse)
        yield from _stock(self.ask())


def _jobs(pulse: Pulse) -> Iterator[Any]:
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

    beats = pulse.beats()
    turns = CounterMetricFamily("monitor_turns", "Turns completed.", labels=("job", "outcome"))
    seconds = CounterMetricFamily("monitor_turn_seconds", "Time spent in turns.", labels=("job",))
    turned = GaugeMetricFamily("monitor_last_turn_timestamp_seconds", "When a job last completed a turn.", labels=("job",))
    succeeded = GaugeMetricFamily("monitor_last_success_timestamp_seconds", "When a job last succeeded.", labels=("job",))
    for beat in beats:
        turns.add_metric((beat.job, "success"), beat.turns - beat.failures)
        turns.add_metric((beat.job, "failure"), beat.failures)
        seconds.add_metric((beat.job,), beat.seconds)
        for family, at in ((turned, beat.turned_at), (succeeded, beat.succeeded_at)):
            if at is not None:
                family.add_metric((beat.job,), at.timestamp())
    yield from (turns, seconds, turned, succeeded)


def _totals(pulse: Pulse) -> Iterator[Any]:
    """One counter for each group of the run report: monitor_feeds_total, monitor_entries_total …"""
    from prometheus_client.core import CounterMetricFamily

    totals = pulse.totals()
    for group in sorted({group for group, _ in totals}):
        family = CounterMetricFamily(f"monitor_{group}", f"The {group} of all run reports since the start.", labels=("outcome",))
        for (of, name), number in sorted(totals.items()):
            if of == group:
                family.add_metric((name,), number)
        yield family


def _stock(stock: Stock | None) -> Iterator[Any]:
    from prometheus_client.core import GaugeMetricFamily

    yield GaugeMetricFamily("monitor_store_up", "Whether the store could be read.", value=float(stock is not None))
    if stock is None:
        return
    for name, words in STORED.items():
        yield GaugeMetricFamily(f"monitor_stored_{name}", words, value=float(stock.counts.get(name, 0)))
    feeds = GaugeMetricFamily("monitor_feed_status", "Feeds by status.", labels=("status",))
    for status, number in sorted(Counter(stock.feeds).items()):
        feeds.add_metric((status,), float(number))
    yield feeds
