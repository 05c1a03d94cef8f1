"""Days after the second: the newsroom goes on, with its recurring stories told of other places, people and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from random import Random

from monitor.demo.press import CONTENT, Piece, heads, piece

_SLOT = re.compile(r"\[(\w+)\]")


def further_day(day: int, seed: int) -> Iterator[Piece]:
    """The articles of a day from the third on; the same for the same day and seed."""
    for head in heads(CONTENT / "recurring.md"):
        said = _filled(head, _chosen(head, day, seed))
        yield piece({**said, "day": str(day), "slug": f"{said['slug']}-day-{day}"})


def _filled(head: Mapping[str, str], chosen: Mapping[str, str]) -> dict[str, str]:
    return {key: _SLOT.sub(lambda slot: chosen[slot[1]], value) for key, value in head.items() if " " not in key}


def _chosen(head: Mapping[str, str], day: int, seed: int) -> dict[str, str]:
    """What each slot of an article says on a day.

    Slots go round their alternatives from a seeded start, so that no two days in a row say the same. Lists of one length
    in the articles of one story are parallel: a region and its city, in every language, are the same place.
    """
    chosen = {"day": str(day)}
    for key, value in head.items():
        kind, _, name = key.partition(" ")
        if kind == "slot":
            words = value.split(" | ")
            start = Random(f"{seed} {head['story']} {len(words)}").randrange(len(words))  # noqa: S311 - variety, not secrecy
            chosen[name] = words[(start + day) % len(words)]
        elif kind == "range":
            low, high = value.split()
            chosen[name] = str(Random(f"{seed} {head['story']} {name} {day}").randint(int(low), int(high)))  # noqa: S311
    return chosen
