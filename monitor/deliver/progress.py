"""How far a message in several parts has got, so that a repeat begins where the last try stopped."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")

MOST_REMEMBERED = 1_000


@dataclass(slots=True)
class Progress:
    """Counts the parts of each delivery that are through. Lives as long as the process: after a restart all parts are sent again."""

    _through: dict[str, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def left(self, delivery_id: str, parts: Sequence[T]) -> Iterator[tuple[int, T]]:
        """The parts still to be sent, numbered from 1; asking for the next says that the last one is through."""
        start = self._through.get(delivery_id, 0)
        for number, part in enumerate(parts[start:], start + 1):
            yield number, part
            with self._lock:
                self._through[delivery_id] = number
        with self._lock:
            self._through.pop(delivery_id, None)
            while len(self._through) > MOST_REMEMBERED:
                del self._through[next(iter(self._through))]
