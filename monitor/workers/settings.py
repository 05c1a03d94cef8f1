"""What a worker may use before it is ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerSettings:
    """How many worker processes there are, and what each may use for one call."""

    processes: int = 2
    """How many processes interpret feeds and pages at once, at most. Each core beyond that helps only if it is free."""
    memory_mb: int = 512
    """Address space of one worker, in MiB. What needs more (a bomb, a 50 MB page) costs that one item."""
    cpu: timedelta = timedelta(seconds=10)
    """Processor time for one call. Honest feeds and pages need far less than one second."""
    wall: timedelta = timedelta(seconds=30)
    """Time on the clock for one call, for what waits instead of computing."""
    calls: int = 2_000
    """After this many calls a worker is replaced, so that slow leaks of the parsers never matter."""
    grown_mb: int = 320
    """A worker whose memory has grown beyond this, in MiB, is replaced after its call."""
