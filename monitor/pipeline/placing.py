"""Articles without a story -> placements, among the articles of the days around them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from monitor import stories
from monitor.fault import point
from monitor.model import Article, Placement, StoryItem, Window
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
    placements = tuple(_with_provenance(store, placements, {item.id: item for item in (*known, *new)}))
    point("articles placed")
    store.record_placements(placements, clock())
    return tuple(placement for placement in placements if placement.item_id in fresh)


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
        said = f"{found.relation} of the text that {found.origin} had before; both have “{found.evidence}”"
        yield replace(placement, provenance=(found,), reasons=(*placement.reasons, said))
