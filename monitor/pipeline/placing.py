"""Articles without a story -> placements, among the articles of the days around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import timedelta

from monitor import stories
from monitor.fault import point
from monitor.model import Article, Placement, StoryItem, Window
from monitor.ports import Clock, Store

AT_ONCE = 1_000
"""So many articles are read and recorded together, in order of time: memory stays flat however many wait."""

STALE = 25
"""The sample by which rarity is judged is taken anew when so many of it are others."""

SLACK = timedelta(days=4)
"""So much more than was asked for is kept, of the past and to come, that the next turn finds its days there."""

MOST_AT_HAND = 4_000
"""So many articles are at hand whole, some 8 KiB each; then it begins anew."""


@dataclass(kw_only=True)
class KnownDays:
    """The days that were placed in last, as they are looked up; kept from turn to turn, so that a turn reads only what is new.

    What another process placed, or read anew, stands in the ledger, as does what was placed here.
    """

    window: Window | None = None
    ledger: int = 0
    nearby: stories.Nearby = field(default_factory=stories.Nearby)
    at_hand: dict[str, tuple[StoryItem, Placement]] = field(default_factory=dict)
    unrecorded: dict[str, Placement] = field(default_factory=dict)
    sampled: frozenset[str] = frozenset()
    weights: stories.Weights | None = None

    def of(self, store: Store, window: Window) -> KnownDays:
        """Where what is placed in the window is known, and perhaps more. Days long gone are read for this once, and not kept."""
        if self.window is not None and window.end <= self.window.start:
            return KnownDays().of(store, window)
        end = store.ledger_end()
        if self.window is None or self.unrecorded or end < self.ledger or not self._goes_on(self.window, window):
            if self.window is not None:
                stories.forget()
            self.window, self.nearby = Window.around(window.start, window.end, SLACK), stories.Nearby()
            self.at_hand, self.unrecorded = {}, {}
            self.nearby.add(store.traces_in(self.window))
        elif end > self.ledger:
            traces = store.traces_in(self.window, since=self.ledger)
            self.at_hand = {name: placed for name, placed in self.at_hand.items() if name not in {trace.id for trace in traces}}
            self.nearby.add(traces)
        self.ledger = end
        return self

    def placed(self, store: Store, ids: Set[str]) -> list[tuple[StoryItem, Placement]]:
        """Those of these articles that are placed, each with where; read unless at hand."""
        if len(self.at_hand) > MOST_AT_HAND:
            self.at_hand = {name: self.at_hand[name] for name in self.unrecorded}
        if missing := sorted(ids - self.at_hand.keys()):
            self.at_hand |= {item.id: (item, placement) for item, placement in store.placed_items(missing)}
        return [self.at_hand[name] for name in ids & self.at_hand.keys()]

    def weights_of(self, store: Store, window: Window) -> stories.Weights:
        """How rare is what articles share, judged by a sample of the window; kept while that sample is about the same."""
        sample = self.nearby.sample(window)
        if self.weights is None or len(sample - self.sampled) > STALE:
            self.weights = stories.Weights([item for item, _ in self.placed(store, sample)])
            self.sampled = sample
        return self.weights

    def put(self, items: Iterable[StoryItem], placements: Sequence[Placement]) -> None:
        """What was decided about some of these articles, and is known from now on."""
        by_id = {item.id: item for item in items}
        self.unrecorded |= {placement.item_id: placement for placement in placements}
        self.at_hand |= {placement.item_id: (by_id[placement.item_id], placement) for placement in placements}
        self.nearby.add(stories.trace_of(by_id[placement.item_id], placement.story_id) for placement in placements)

    def recorded(self, ledger: int) -> None:
        """All of that is in the store now, and the ledger ends there; if it holds nothing else it need not be read again."""
        if ledger == self.ledger + len(self.unrecorded):
            self.ledger = ledger
        self.unrecorded = {}

    @staticmethod
    def _goes_on(kept: Window, window: Window) -> bool:
        return timedelta(0) <= window.start - kept.start <= 3 * SLACK and window.end <= kept.end


def place_new(
    store: Store, clock: Clock, settings: stories.StorySettings, known: KnownDays | None = None
) -> Iterator[tuple[Placement, ...]]:
    """Give every article that has no story its own, so many at a time, each time recording what changed; the placements of those."""
    known = known or KnownDays()
    waiting = store.unplaced_items(AT_ONCE)
    while waiting:
        for new in _by_days(waiting, settings.window):
            days = known.of(store, _days(new[0], new[-1], settings.window))
            _decide(store, new, settings, days)
            placements = tuple(_with_provenance(store, days))
            point("articles placed")
            days.recorded(store.record_placements(placements, clock()))
            fresh = {item.id for item in new}
            yield tuple(placement for placement in placements if placement.item_id in fresh)
        waiting = store.unplaced_items(AT_ONCE) if len(waiting) == AT_ONCE else ()


def _by_days(waiting: Sequence[StoryItem], reach: timedelta) -> Iterator[list[StoryItem]]:
    """The earliest and those of the days after it, and so on: articles years apart are not looked for in all that lies between."""
    together: list[StoryItem] = []
    for item in waiting:
        if together and item.order_at - together[0].order_at > reach:
            yield together
            together = []
        together.append(item)
    yield together


def _days(first: StoryItem, last: StoryItem, reach: timedelta) -> Window:
    return Window.around(first.order_at, last.order_at, reach)


def _decide(store: Store, new: Sequence[StoryItem], settings: stories.StorySettings, days: KnownDays) -> None:
    """All together among few known articles; among many one after another, each beside those near it and their stories."""
    window = _days(new[0], new[-1], settings.window)
    if days.nearby.is_small(window):
        _place(new, days.placed(store, days.nearby.within(window)), settings, days)
        return
    for number, item in enumerate(new):
        window = _days(item, item, settings.window)
        if number % STALE == 0:
            weights = days.weights_of(store, window)
        near = days.nearby.with_stories(days.nearby.near(item, settings.window), window)
        _place([item], days.placed(store, near), settings, days, weights)


def _place(
    new: Sequence[StoryItem],
    beside: Sequence[tuple[StoryItem, Placement]],
    settings: stories.StorySettings,
    days: KnownDays,
    weights: stories.Weights | None = None,
) -> None:
    known = [item for item, _ in beside]
    days.put((*known, *new), stories.place(new, known, [placement for _, placement in beside], settings, weights))


def _with_provenance(store: Store, days: KnownDays) -> Iterator[Placement]:
    """Each copy with what its text has of the earlier one, and the words; that needs the texts, which placing does without."""
    decided = days.unrecorded
    concerned = {*decided, *(placement.duplicate_of for placement in decided.values() if placement.duplicate_of)}
    items = {item.id: item for item, _ in days.placed(store, concerned)}
    read: dict[str, Article | None] = {}
    for placement in decided.values():
        later, earlier = items.get(placement.item_id), items.get(placement.duplicate_of or "")
        if later is None or earlier is None or not stories.may_derive(later, earlier):
            yield placement
            continue
        if earlier.id not in read:
            read[earlier.id] = store.article(earlier.id)
        text, source = store.article(later.id), read[earlier.id]
        found = stories.derived(text, source, stories.origin_of(earlier)) if text and source else None
        if found is None:
            yield placement
            continue
        words = found.evidence.replace("; ", ", ")  # a semicolon parts the reasons where they are shown
        said = f"{found.relation} of the text that {found.origin} had before: both have “{words}”"
        yield replace(placement, provenance=(found,), reasons=(*placement.reasons, said))
