"""Likeness of pairs in, groups out: the likeliest first, as long as two groups are alike on the average of all their pairs."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence

ENOUGH = 0.3
"""Groups whose pairs are likelier than this, on average, to report one event are one story."""

FLOOR = 0.02
"""The likeness of a pair that was not even worth comparing."""

COHESION = 0.62
"""Two groups that are each much closer within than to one another are two events that look alike: they stay apart."""

COHESION_OF_ONE = 0.35
"""The same for one article and a group, which says less: a single article may tell its event in its own way."""

Candidate = tuple[float, int, int, int, int]


def clusters(size: int, likeness: Mapping[tuple[int, int], float], *, enough: float) -> list[list[int]]:
    """Groups of 0..size-1, each sorted, in order of their first. The same for any order of the pairs."""
    growing = _Growing(size, likeness)
    heap: list[Candidate] = [growing.candidate(one, other) for one, row in growing.totals.items() for other in row if one < other]
    heapq.heapify(heap)
    while heap:
        negative, one, other, size_one, size_other = heapq.heappop(heap)
        if -negative < enough:
            break
        if growing.size(one) != size_one or growing.size(other) != size_other or growing.look_alike(one, other, -negative):
            continue
        growing.merge(one, other)
        for third in growing.totals[one]:
            heapq.heappush(heap, growing.candidate(min(one, third), max(one, third)))
    return sorted(sorted(group) for group in growing.members.values())


class _Growing:
    """Groups while they grow: their members, and the summed likeness of all pairs between two groups and within one."""

    def __init__(self, size: int, likeness: Mapping[tuple[int, int], float]) -> None:
        self.members: dict[int, list[int]] = {number: [number] for number in range(size)}
        self.totals: dict[int, dict[int, float]] = {number: {} for number in range(size)}
        self._inner: dict[int, float] = {}
        for (one, other), value in sorted(likeness.items()):
            if value > FLOOR:
                self.totals[one][other] = self.totals[other][one] = value - FLOOR

    def size(self, one: int) -> int:
        return len(self.members.get(one, ()))

    def candidate(self, one: int, other: int) -> Candidate:
        """A possible merger, for a heap whose smallest is the likeliest; it is void once either group has grown."""
        size, other_size = self.size(one), self.size(other)
        return (-FLOOR - self.totals[one][other] / (size * other_size), one, other, size, other_size)

    def look_alike(self, one: int, other: int, across: float) -> bool:
        """Whether both are far closer within than across; of one article and a group, the group alone can tell."""
        within = [self._cohesion(group) for group in (one, other) if self.size(group) > 1]
        if not within:
            return False
        return across < (COHESION if len(within) == 2 else COHESION_OF_ONE) * min(within)

    def _cohesion(self, one: int) -> float:
        size = self.size(one)
        return FLOOR + self._inner.get(one, 0.0) / (size * (size - 1) / 2)

    def merge(self, one: int, other: int) -> None:
        """Put the later-numbered group into the earlier."""
        self.members[one] += self.members.pop(other)
        row, gone = self.totals[one], self.totals.pop(other)
        self._inner[one] = self._inner.get(one, 0.0) + self._inner.pop(other, 0.0) + row.pop(other)
        gone.pop(one)
        for third, total in gone.items():
            row[third] = row.get(third, 0.0) + total
            del self.totals[third][other]
            self.totals[third][one] = row[third]


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
