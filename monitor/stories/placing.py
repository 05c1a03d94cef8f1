"""New and known articles in, the placements that are new or changed out; the same whatever the order of arrival."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.model import Placement, StoryItem, stable_id
from monitor.stories.clusters import ENOUGH, clusters, joined
from monitor.stories.copies import Copy, copies_among, copy_of
from monitor.stories.features import unpack
from monitor.stories.likeness import likeness_of
from monitor.stories.neighbours import neighbours
from monitor.stories.origins import origins_of, superseded_by
from monitor.stories.settings import StorySettings
from monitor.stories.weights import Weighed, Weights, weighed_together
from monitor.stories.why import Known, reasons_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Copies taken together: `group` names each item's group by its first member; `nodes` are those first members in order."""

    group: tuple[int, ...]
    nodes: tuple[int, ...]
    told_by: Mapping[int, int]
    """For each node the member whose text is the fullest."""


def place(
    new: Sequence[StoryItem],
    known: Sequence[StoryItem],
    placements: Sequence[Placement],
    settings: StorySettings,
    weights: Weights | None = None,
) -> tuple[Placement, ...]:
    """Where each article belongs, for those whose place is new or has changed.

    Every article given is considered again, so a late or an early arrival leads to the same stories; of many days'
    articles, give those `Nearby` finds and their stories', with `weights` made of a sample of all: among the few that are
    near one another nothing they share is rare. An article of a story that began before stays in it.
    """
    if not new:
        return ()
    items = sorted({item.id: item for item in (*known, *new)}.values(), key=lambda item: (item.order_at, item.id))
    before = {placement.item_id: placement for placement in placements}
    copies = copies_among(items)
    texts = _texts(items, copies)
    likenesses, weighed = _likenesses(items, texts, settings, weights)
    further = _further_copies(items, texts, likenesses, weighed)
    copies = (*copies, *further)
    texts = _texts(items, copies)
    likenesses, weighed = _taken_together(texts, likenesses, weighed)
    story_of = _stories(items, texts, likenesses, before)
    evidence = Known(items=items, copies=copies, stories=story_of, likeness=likenesses, weighed=weighed)
    changed = (
        (number, placement)
        for number, placement in enumerate(_placements(items, copies, texts, story_of))
        if not _is_as_before(placement, before.get(placement.item_id))
    )
    return tuple(replace(placement, reasons=reasons_for(number, placement, evidence)) for number, placement in changed)


def _is_as_before(placement: Placement, before: Placement | None) -> bool:
    """Whether an article is where it was; that the words of the reason would differ a little is no change.

    What its text has of another's is added after placing, for what was placed anew.
    """
    return before is not None and replace(placement, reasons=before.reasons, provenance=before.provenance) == before


def _texts(items: Sequence[StoryItem], copies: Sequence[Copy]) -> Texts:
    group = joined(len(items), [(copy.first, copy.second) for copy in copies])
    members: dict[int, list[int]] = defaultdict(list)
    for number, first in enumerate(group):
        members[first].append(number)
    told_by = {first: max(group, key=lambda number: (unpack(items[number].features).length, -number)) for first, group in members.items()}
    return Texts(group=tuple(group), nodes=tuple(sorted(members)), told_by=told_by)


def _likenesses(
    items: Sequence[StoryItem], texts: Texts, settings: StorySettings, weights: Weights | None
) -> tuple[dict[tuple[int, int], float], dict[int, Weighed]]:
    """The likeness of every pair of texts that is worth comparing, and each text weighed; by the number of the first of its copies."""
    told = [replace(items[texts.told_by[node]], order_at=items[node].order_at) for node in texts.nodes]
    weighed = weighed_together(told, weights)
    pairs = neighbours(weighed, settings.window.total_seconds() / 3600)
    nodes = texts.nodes
    found = {(nodes[one], nodes[other]): likeness_of(weighed[one], weighed[other]) for one, other in pairs}
    return found, dict(zip(nodes, weighed, strict=True))


def _further_copies(
    items: Sequence[StoryItem], texts: Texts, likenesses: Mapping[tuple[int, int], float], weighed: Mapping[int, Weighed]
) -> tuple[Copy, ...]:
    """Copies whose sketches do not meet, because so much was cut or written anew: found among those of one language that are alike."""
    found: list[Copy] = []
    for (one, other), value in likenesses.items():
        if value < ENOUGH or weighed[one].language != weighed[other].language:
            continue
        first, second = sorted((texts.told_by[one], texts.told_by[other]))
        evidence = copy_of(items[first], items[second])
        if evidence:
            found.append(Copy(first=first, second=second, likeness=evidence[0], why=evidence[1]))
    return tuple(found)


def _taken_together(
    texts: Texts, likenesses: Mapping[tuple[int, int], float], weighed: Mapping[int, Weighed]
) -> tuple[dict[tuple[int, int], float], dict[int, Weighed]]:
    """The same, now that further copies are one: the fullest text speaks for all of them."""
    speaks: dict[int, int] = {}
    for old, one in weighed.items():
        node = texts.group[old]
        best = speaks.get(node)
        if best is None or one.features.length > weighed[best].features.length:
            speaks[node] = old
    node_of = {old: node for node, old in speaks.items()}
    kept = {
        (min(node_of[one], node_of[other]), max(node_of[one], node_of[other])): value
        for (one, other), value in likenesses.items()
        if one in node_of and other in node_of
    }
    return kept, {node: weighed[old] for node, old in speaks.items()}


def _stories(
    items: Sequence[StoryItem], texts: Texts, likenesses: Mapping[tuple[int, int], float], before: Mapping[str, Placement]
) -> list[str]:
    """The story's id for every item: named after its first article, even one that has left the window."""
    own = [stable_id("story", item.id) for item in items]
    here = set(own)
    older = {number: before[item.id].story_id for number, item in enumerate(items) if item.id in before}
    older = {number: story for number, story in older.items() if story not in here}
    position = {node: at for at, node in enumerate(texts.nodes)}
    node_of = [position[first] for first in texts.group]
    by_position = {(position[one], position[other]): value for (one, other), value in likenesses.items()}
    groups = clusters(len(texts.nodes), by_position, enough=ENOUGH)
    links = [(group[0], member) for group in groups for member in group[1:]]
    holders: dict[str, int] = {}
    for number, story in sorted(older.items()):
        links.append((holders.setdefault(story, node_of[number]), node_of[number]))
    root = joined(len(texts.nodes), links)
    names: dict[int, str] = {}
    for number in range(len(items)):
        names.setdefault(root[node_of[number]], older.get(number, own[number]))
    for number, story in sorted(older.items(), reverse=True):
        names[root[node_of[number]]] = story
    return [names[root[node_of[number]]] for number in range(len(items))]


def _placements(items: Sequence[StoryItem], copies: Sequence[Copy], texts: Texts, story_of: Sequence[str]) -> list[Placement]:
    origins = origins_of(items, texts.group, story_of)
    replaced = superseded_by(items, texts.group, story_of)
    copied = {number for copy in copies for number in (copy.first, copy.second)}
    first_text: dict[int, int] = {}
    for number in range(len(items)):
        if number in copied:
            chosen = origins[number] if texts.group[origins[number]] == texts.group[number] else texts.group[number]
            first_text.setdefault(texts.group[number], chosen)
    found: list[Placement] = []
    for number, item in enumerate(items):
        first = first_text.get(texts.group[number], number)
        found.append(
            Placement(
                item_id=item.id,
                story_id=story_of[number],
                duplicate_of=None if first == number else items[first].id,
                supersedes=items[replaced[number]].id if number in replaced else None,
                origin_id=items[origins[number]].id,
            )
        )
    return found
