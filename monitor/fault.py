"""Named points at which a test may kill the program; they cost one comparison unless MONITOR_FAULT is set.

`MONITOR_FAULT=name` kills the process (SIGKILL, nothing is flushed or closed) when it first arrives at that
point; `MONITOR_FAULT=name:3` at the third arrival.
"""

from __future__ import annotations

import os
import signal
from collections import Counter

_NAME, _, _TIMES = os.environ.get("MONITOR_FAULT", "").partition(":")
_arrivals: Counter[str] = Counter()


def point(name: str) -> None:
    """Here a test may end the program."""
    if name != _NAME:
        return
    _arrivals[name] += 1
    if _arrivals[name] >= int(_TIMES or 1):
        os.kill(os.getpid(), signal.SIGKILL)
