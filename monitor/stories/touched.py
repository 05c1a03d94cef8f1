"""Of a large window, the articles that new ones could concern: their copies, those like them, and the stories these are in."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from monitor.model import Placement, StoryItem
from monitor.stories.features import KEYS, keys_of
from monitor.stories.sketch import SketchIndex

MOST_LIKE = 10
"""For each new article so many of the known are looked at, those that share the rarest names, figures and title words."""

MOST_OF_A_STORY = 30
CROWDED = 500
"""A key that more known articles have than this is not looked up."""


def touched(items: Collection[StoryItem], new: Sequence[StoryItem], placements: Sequence[Placement]) -> list[StoryItem]:
    """The new articles, and the known ones that may have to be placed again because of them."""
    fresh = {item.id for item in new}
    known = sorted((item for item in items if item.id not in fresh), key=lambda item: (item.order_at, item.id))
    near = _copies(known, new) | _alike(known, new)
    story_of = {placement.item_id: placement.story_id for placement in placements}
    stories = {story_of[known[number].id] for number in near if known[number].id in story_of}
    taken: dict[str, int] = {}
    chosen = [item for item in new]
    for number, item in enumerate(known):
        story = story_of.get(item.id)
        if number in near or (story in stories and taken.get(story or "", 0) < MOST_OF_A_STORY):
            taken[story or ""] = taken.get(story or "", 0) + 1
            chosen.append(item)
    return chosen


def _copies(known: Sequence[StoryItem], new: Sequence[StoryItem]) -> set[int]:
    index = SketchIndex([item.sketch for item in known])
    near = {number for item in new for number in index.candidates(item.sketch)}
    texts: dict[str, int] = {}
    addresses: dict[str, int] = {}
    for number, item in enumerate(known):
        texts.setdefault(item.text_hash, number)
        addresses.setdefault(item.canonical_url or item.url or "", number)
    for item in new:
        near.update({texts[item.text_hash]} if item.text_hash and item.text_hash in texts else ())
        address = item.canonical_url or item.url
        near.update({addresses[address]} if address and address in addresses else ())
    return near


def _alike(known: Sequence[StoryItem], new: Sequence[StoryItem]) -> set[int]:
    """Known articles that share keys with a new one; a key counts the more, the fewer have it."""
    import numpy as np

    keys = np.frombuffer(b"".join(keys_of(item.features) for item in known), dtype="<u4").astype(np.uint64)
    pairs = (keys << np.uint64(32)) | np.repeat(np.arange(len(known), dtype=np.uint64), KEYS)
    pairs = pairs[keys != 0]
    pairs.sort()
    near: set[int] = set()
    for item in new:
        scores: dict[int, float] = {}
        for key in np.frombuffer(keys_of(item.features), dtype="<u4").tolist():
            start, end = np.searchsorted(pairs, np.array([key << 32, (key + 1) << 32], dtype=np.uint64)).tolist()
            if key and 0 < end - start <= CROWDED:
                for number in (pairs[start:end] & np.uint64(0xFFFFFFFF)).tolist():
                    scores[number] = scores.get(number, 0.0) + 1.0 / (end - start + 1) ** 0.5
        near.update(sorted(scores, key=lambda number: (-scores[number], number))[:MOST_LIKE])
    return near
