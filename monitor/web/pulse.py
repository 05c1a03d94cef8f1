"""Turns completed in, how the program is doing out: what health, readiness and metrics are answered from."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.ports import Clock

READY_FOR = 2
"""A job counts as working until its last success is so many times its patience ago: a turn may take that long and fail once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """How one job stands. `age` is the seconds since its last turn ended, or since the program started."""

    job: str
    is_alive: bool
    is_ready: bool
    """Whether it succeeded lately; by the clock of `succeeded_at`, which counts the sleep of a machine, too."""
    age: float
    turned_at: datetime | None = None
    succeeded_at: datetime | None = None
    turns: int = 0
    failures: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class _Job:
    patience: float
    moved: float
    turned_at: datetime | None = None
    succeeded_at: datetime | None = None
    turns: int = 0
    failures: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class Pulse:
    """The jobs of a daemon with how long a turn of each may take at most. Safe to use from many threads."""

    patience: Mapping[str, timedelta]
    clock: Clock
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(group, counter) of the run reports, since the program started."""
    _jobs: dict[str, _Job] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        now = time.monotonic()
        self._jobs.update({name: _Job(patience=span.total_seconds(), moved=now) for name, span in self.patience.items()})

    def turned(self, job: str, *, seconds: float, counts: Mapping[str, Mapping[str, int]] | None = None, is_success: bool = True) -> None:
        """A turn of this job came to its end. `counts` are the groups of its run report."""
        with self._lock:
            state, now = self._jobs[job], self.clock()
            state.moved, state.turned_at = time.monotonic(), now
            state.turns += 1
            state.seconds += seconds
            if is_success:
                state.succeeded_at = now
            else:
                state.failures += 1
            for group, numbers in (counts or {}).items():
                for name, number in numbers.items():
                    self.counts[group, name] += number

    def moved(self, job: str) -> None:
        """This job finished an item within its turn: it does not hang."""
        with self._lock:
            self._jobs[job].moved = time.monotonic()

    def beats(self) -> tuple[Beat, ...]:
        """Every job, as it stands now. The age is measured by a clock that nobody sets."""
        with self._lock:
            now, today = time.monotonic(), self.clock()
            return tuple(
                Beat(
                    job=name,
                    is_alive=now - job.moved <= job.patience,
                    is_ready=job.succeeded_at is not None and abs((today - job.succeeded_at).total_seconds()) <= READY_FOR * job.patience,
                    age=now - job.moved,
                    turned_at=job.turned_at,
                    succeeded_at=job.succeeded_at,
                    turns=job.turns,
                    failures=job.failures,
                    seconds=job.seconds,
                )
                for name, job in self._jobs.items()
            )

    def totals(self) -> dict[tuple[str, str], int]:
        """The counters of all run reports since the start."""
        with self._lock:
            return dict(self.counts)
