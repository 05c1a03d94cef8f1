"""Within a story: who wrote and who copied, and which version takes the place of which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta

from monitor.model import StoryItem
from monitor.stories.clusters import joined
from monitor.stories.copies import overlap
from monitor.stories.credits import credits_outlet, name_key
from monitor.stories.features import unpack

MOST_COMPARED = 400
"""Articles of one story that are looked through for credits; a story of more has hundreds of copies, which are known without."""

VERSION_WITHIN = timedelta(days=7)


def origins_of(items: Sequence[StoryItem], group: Sequence[int], story_of: Sequence[str]) -> list[int]:
    """For each item the one its text goes back to: the credited agency's own article, else the earliest copy."""
    links = [(first, number) for number, first in enumerate(group) if first != number]
    for members in _by_story(story_of).values():
        links.extend(_credit_links(items, members[:MOST_COMPARED]))
    root = joined(len(items), links)
    sets: dict[int, list[int]] = defaultdict(list)
    for number, first in enumerate(root):
        sets[first].append(number)
    chosen = {first: _writer(items, members) for first, members in sets.items()}
    return [chosen[first] for first in root]


def _by_story(story_of: Sequence[str]) -> Mapping[str, list[int]]:
    stories: dict[str, list[int]] = defaultdict(list)
    for number, story in enumerate(story_of):
        stories[story].append(number)
    return stories


def _credit_links(items: Sequence[StoryItem], members: Sequence[int]) -> list[tuple[int, int]]:
    """Items that credit one source, tied to that source's first article in the story, else to each other."""
    links: list[tuple[int, int]] = []
    sources = {name_key(items[number].outlet or ""): number for number in reversed(members)}
    sharing: dict[str, int] = {}
    for number in members:
        for credit in unpack(items[number].features).origins:
            key = name_key(credit)
            source = sources.get(key)
            if source is None:
                source = sharing.setdefault(key, number)
            if key and source != number:
                links.append((source, number))
    return links


def _writer(items: Sequence[StoryItem], members: Sequence[int]) -> int:
    """The first whose outlet the others credit; else the first."""
    if len(members) == 1:
        return members[0]
    credited = {origin for number in members[:MOST_COMPARED] for origin in unpack(items[number].features).origins}
    return next((number for number in members if credits_outlet(credited, items[number].outlet)), members[0])


def superseded_by(items: Sequence[StoryItem], group: Sequence[int], story_of: Sequence[str]) -> dict[int, int]:
    """Version -> the earlier one it takes the place of: same outlet, same story, and the later says so or extends it."""
    found: dict[int, int] = {}
    for members in _by_story(story_of).values():
        by_outlet: dict[str, list[int]] = defaultdict(list)
        for number in members:
            by_outlet[(items[number].outlet or "").casefold()].append(number)
        for versions in by_outlet.values():
            for at, number in enumerate(versions):
                earlier = [one for one in versions[max(0, at - 20) : at] if _is_version(items, one, number, group)]
                if earlier:
                    found[number] = earlier[-1]
    return found


def _is_version(items: Sequence[StoryItem], earlier: int, later: int, group: Sequence[int]) -> bool:
    """Whether the later article says that it replaces the earlier, or has all of it and more under the same title."""
    if items[later].order_at - items[earlier].order_at > VERSION_WITHIN:
        return False
    before, after = unpack(items[earlier].features), unpack(items[later].features)
    common = len(set(before.title) & set(after.title)) / max(1, min(len(before.title), len(after.title)))
    if after.tag is not None:
        return group[earlier] == group[later] or common >= 0.6
    is_extended = group[earlier] == group[later] and after.length > before.length and common >= 0.8
    return is_extended and overlap(before, after)[1] >= 0.9
