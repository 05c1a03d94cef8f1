"""Articles without a story -> placements, among the articles of the days around them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from monitor import stories
from monitor.fault import point
from monitor.model import Article, Placement, StoryItem, Window
from monitor.ports import Clock, Store

AT_ONCE = 1_000
"""So many articles are placed together, in order of time: memory stays flat however many wait."""

STALE = 25
"""The sample by which rarity is judged is taken anew when so many of it are others."""

SLACK = timedelta(days=4)
"""So much more than was asked for is kept of the past, that the next turn finds its days there; days older than twice that go."""


@dataclass(kw_only=True)
class KnownDays:
    """The days that were placed in last, as they are looked up; kept from turn to turn, so that a turn reads only what is new.

    What another process placed stands in the ledger, as does what was placed here.
    """

    window: Window | None = None
    ledger: int = 0
    nearby: stories.Nearby = field(default_factory=stories.Nearby)
    sampled: frozenset[str] = frozenset()
    weights: stories.Weights | None = None

    def of(self, store: Store, window: Window) -> stories.Nearby:
        """What is placed in the window, and perhaps more. Days long gone are read for this once, and not kept."""
        if self.window is not None and window.end <= self.window.start:
            return KnownDays().of(store, window)
        end = store.ledger_end()
        if self.window is None or not self._goes_on(self.window, window) or end < self.ledger:
            self.window, self.nearby = Window(start=window.start - SLACK, end=window.end), stories.Nearby()
            self.nearby.add(store.traces_in(self.window))
        else:
            if window.end > self.window.end:
                self.nearby.add(store.traces_in(Window(start=self.window.end, end=window.end)))
                self.window = replace(self.window, end=window.end)
            if end > self.ledger:
                self.nearby.add(store.traces_in(self.window, since=self.ledger))
        self.ledger = end
        return self.nearby

    def weights_of(self, store: Store, nearby: stories.Nearby, window: Window) -> stories.Weights:
        """How rare is what articles share, judged by a sample of the window; kept while that sample is about the same."""
        sample = nearby.sample(window)
        if self.weights is None or len(sample - self.sampled) > STALE:
            self.weights = stories.Weights(store.items_with_stories(sorted(sample), window, most=0))
            self.sampled = sample
        return self.weights

    @staticmethod
    def _goes_on(kept: Window, window: Window) -> bool:
        return kept.start <= window.start <= min(kept.end, kept.start + 3 * SLACK)


def place_new(
    store: Store, clock: Clock, settings: stories.StorySettings, known: KnownDays | None = None
) -> Iterator[tuple[Placement, ...]]:
    """Give every article that has no story its own, so many at a time, each time recording what changed; the placements of those."""
    known = known or KnownDays()
    while waiting := store.unplaced_items(AT_ONCE):
        for new in _by_days(waiting, settings.window):
            placements = _placed(store, new, settings, known)
            point("articles placed")
            store.record_placements(placements, clock())
            fresh = {item.id for item in new}
            yield tuple(placement for placement in placements if placement.item_id in fresh)
        stories.forget()


def _by_days(waiting: Sequence[StoryItem], reach: timedelta) -> Iterator[list[StoryItem]]:
    """The earliest and those of the days after it, and so on: articles years apart are not looked for in all that lies between."""
    together: list[StoryItem] = []
    for item in waiting:
        if together and item.order_at > together[0].order_at + reach:
            yield together
            together = []
        together.append(item)
    yield together


def _placed(store: Store, new: Sequence[StoryItem], settings: stories.StorySettings, known: KnownDays) -> tuple[Placement, ...]:
    reach, instant = settings.window, timedelta(microseconds=1)
    window = Window(start=new[0].order_at - reach, end=new[-1].order_at + reach + instant)
    nearby = known.of(store, window)
    if nearby.is_small(window):
        near, weights = nearby.within(window), None
    else:
        near, weights = set().union(*(nearby.near(item, reach) for item in new)), known.weights_of(store, nearby, window)
    items = store.items_with_stories(sorted(near), window, most=stories.MOST_OF_A_STORY)
    before = store.placements_of([item.id for item in items])
    placements = stories.place(new, items, before, settings, weights)
    return tuple(_with_provenance(store, placements, {item.id: item for item in (*items, *new)}))


def _with_provenance(store: Store, placements: Sequence[Placement], items: Mapping[str, StoryItem]) -> Iterator[Placement]:
    """Each copy with what its text has of the earlier one, and the words; that needs the texts, which placing does without."""
    read: dict[str, Article | None] = {}
    for placement in placements:
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
