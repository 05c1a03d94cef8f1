"""Placed articles in, stories out: headline, span, outlets, and how many of them wrote something of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from monitor.model import Placement, Story, StoryItem
from monitor.stories.features import unpack


def stories_of(items: Sequence[StoryItem], placements: Sequence[Placement]) -> tuple[Story, ...]:
    """The stories the items make, the one that began first at the front; items nobody placed are left out."""
    placed = {placement.item_id: placement for placement in placements}
    members: dict[str, list[StoryItem]] = defaultdict(list)
    for item in sorted({item.id: item for item in items}.values(), key=lambda item: (item.order_at, item.id)):
        if item.id in placed:
            members[placed[item.id].story_id].append(item)
    stories = [_story(story, told, [placed[item.id] for item in told]) for story, told in members.items()]
    return tuple(sorted(stories, key=lambda story: (story.first_at, story.id)))


def _story(story: str, items: Sequence[StoryItem], placements: Sequence[Placement]) -> Story:
    topics = dict.fromkeys(topic for item in items for topic in item.topics)
    return Story(
        id=story,
        headline=_headline(items, placements),
        first_at=items[0].order_at,
        last_at=items[-1].order_at,
        item_ids=tuple(item.id for item in items),
        outlets=len({(item.outlet or item.id).casefold() for item in items}),
        origins=_origins(items, placements),
        topics=tuple(topics),
    )


def _origins(items: Sequence[StoryItem], placements: Sequence[Placement]) -> int:
    """How many outlets wrote something of their own: an outlet's second report is no second origin."""
    outlets = {item.id: (item.outlet or item.id).casefold() for item in items}
    first = (placement.origin_id or placement.item_id for placement in placements)
    return len({outlets.get(name, name) for name in first})


def _headline(items: Sequence[StoryItem], placements: Sequence[Placement]) -> str:
    """The title of the first article that was not replaced, copied or withdrawn."""
    replaced = {placement.supersedes for placement in placements}
    own = [
        item
        for item, placement in zip(items, placements, strict=True)
        if item.id not in replaced and placement.duplicate_of is None and unpack(item.features).tag != "withdrawal"
    ]
    return next((item.title for item in (*own, *items) if item.title), "")
