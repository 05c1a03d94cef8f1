"""Named points at which a test may kill the program; they cost one comparison unless a test asked for it.

`MONITOR_FAULT=name` kills the process (SIGKILL, nothing is flushed or closed) when it first arrives at that
point; `MONITOR_FAULT=name:3` at the third arrival.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable

Strike = Callable[[str], None]


def point(name: str) -> None:
    """Here a test may end the program."""
    if _strike is not None:
        _strike(name)


def killing(spec: str) -> Strike | None:
    """What kills the process at the point that `name` or `name:arrival` says; None for an empty text."""
    wanted, _, times = spec.partition(":")
    arrivals: Counter[str] = Counter()

    def strike(name: str) -> None:
        if name == wanted:
            arrivals[name] += 1
            if arrivals[name] >= int(times or 1):
                os.kill(os.getpid(), signal.SIGKILL)

    return strike if wanted else None


def strike_with(strike: Strike | None) -> None:
    """Call this at every point from now on, or nothing again: for tests in the same process."""
    global _strike  # noqa: PLW0603 - one switch for the whole process is what it is
    _strike = strike


_strike: Strike | None = killing(os.environ.get("MONITOR_FAULT", ""))
