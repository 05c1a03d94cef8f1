"""Articles without a story -> placements, among the articles of the days around them."""

from __future__ import annotations

from monitor import stories
from monitor.fault import point
from monitor.model import Placement, Window
from monitor.ports import Clock, Store


def place_new(store: Store, clock: Clock, settings: stories.StorySettings) -> tuple[Placement, ...]:
    """Give every article that has no story its own, and record what changed; the placements of the new ones."""
    new = store.unplaced_items()
    if not new:
        return ()
    reach = settings.window
    window = Window(start=min(item.order_at for item in new) - reach, end=max(item.order_at for item in new) + reach)
    fresh = {item.id for item in new}
    known = tuple(item for item in store.story_items_in(window) if item.id not in fresh)
    placements = stories.place(new, known, store.placements_in(window), settings)
    point("articles placed")
    store.record_placements(placements, clock())
    return tuple(placement for placement in placements if placement.item_id in fresh)
