"""Likeness of pairs in, groups out: the likeliest first, as long as two groups are alike on the average of all their pairs."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence

FLOOR = 0.02
"""The likeness of a pair that was not even worth comparing."""


def clusters(size: int, likeness: Mapping[tuple[int, int], float], *, enough: float) -> list[list[int]]:
    """Groups of 0..size-1, each sorted, in order of their first. The same for any order of the pairs."""
    members: dict[int, list[int]] = {number: [number] for number in range(size)}
    totals: dict[int, dict[int, float]] = {number: {} for number in range(size)}
    for (one, other), value in likeness.items():
        excess = value - FLOOR
        if excess > 0:
            totals[one][other] = totals[other][one] = excess
    heap = [(-FLOOR - total, one, other, 1, 1) for one, row in totals.items() for other, total in row.items() if one < other]
    heapq.heapify(heap)
    while heap:
        negative, one, other, size_one, size_other = heapq.heappop(heap)
        if -negative < enough:
            break
        if len(members.get(one, ())) != size_one or len(members.get(other, ())) != size_other:
            continue
        _merge(members, totals, heap, one, other)
    return sorted(sorted(group) for group in members.values())


def _merge(
    members: dict[int, list[int]], totals: dict[int, dict[int, float]], heap: list[tuple[float, int, int, int, int]], one: int, other: int
) -> None:
    """Put the later-numbered group into the earlier, and offer the merged group to its neighbours."""
    members[one] += members.pop(other)
    row, gone = totals[one], totals.pop(other)
    row.pop(other)
    gone.pop(one)
    for third, total in gone.items():
        row[third] = row.get(third, 0.0) + total
        del totals[third][other]
        totals[third][one] = row[third]
    for third, total in row.items():
        pairs = len(members[one]) * len(members[third])
        first, second = min(one, third), max(one, third)
        heapq.heappush(heap, (-FLOOR - total / pairs, first, second, len(members[first]), len(members[second])))


def joined(size: int, pairs: Sequence[tuple[int, int]]) -> list[int]:
    """For each of 0..size-1 the smallest number it is joined with, directly or through others."""
    root = list(range(size))

    def find(number: int) -> int:
        while root[number] != number:
            root[number] = root[root[number]]
            number = root[number]
        return number

    for one, other in pairs:
        first, second = sorted((find(one), find(other)))
        root[second] = first
    return [find(number) for number in range(size)]
