"""Days after the second: the same newsroom goes on, its recurring stories told of other places and numbers."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.demo.press import Piece


def further_day(day: int, seed: int) -> Iterator[Piece]:
    """The articles of a day from the third on; the same for the same day and seed."""
    yield from ()
