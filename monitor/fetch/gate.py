"""One host's door: so many at once, so long apart, and none at all while it asked us to stay away."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from monitor.errors import FetchError
from monitor.net import without_secrets

Wait = Callable[[float], None]
"""Lets so many seconds pass: `time.sleep`, or a fake that counts."""


@dataclass(slots=True)
class _Door:
    """What is known of one host. Times are of the monotonic clock."""

    places: threading.Semaphore
    next_at: float = 0.0
    closed_until: float = 0.0
    gap: float = 0.0


@dataclass(slots=True, kw_only=True)
class HostGate:
    """Spaces requests by host. Shared by all threads."""

    gap: timedelta
    per_host: int
    patience: timedelta
    wait: Wait = time.sleep
    now: Callable[[], float] = time.monotonic
    _doors: dict[str, _Door] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def pass_through(self, url: str) -> Iterator[None]:
        """Wait for this host's turn; raises FetchError (back_off) when it would take too long."""
        door = self._door(url)
        with door.places:
            self.wait_for_turn(url)
            yield

    def wait_for_turn(self, url: str) -> None:
        """Take the next time slot of a host and let the time until then pass."""
        door = self._door(url)
        with self._lock:
            now = self.now()
            closed = door.closed_until - now
            start = max(now, door.next_at)
            if closed <= 0 and start - now <= self.patience.total_seconds():
                door.next_at = start + max(self.gap.total_seconds(), door.gap)
        if closed > 0:
            raise _back_off(url, "the host asked us to stay away", closed)
        if start - now > self.patience.total_seconds():
            raise _back_off(url, "too many requests are waiting for this host", start - now)
        if start > now:
            self.wait(start - now)

    def close_door(self, host: str, span: timedelta) -> None:
        """Ask nothing of this host for so long."""
        door = self._door(f"//{host}")
        with self._lock:
            door.closed_until = max(door.closed_until, self.now() + span.total_seconds())

    def closed(self) -> dict[str, timedelta]:
        """Hosts that asked to be left alone, and for how much longer."""
        with self._lock:
            now = self.now()
            return {host: timedelta(seconds=door.closed_until - now) for host, door in self._doors.items() if door.closed_until > now}

    def slow_down(self, url: str, gap: timedelta) -> None:
        """Keep at least this gap for a host from now on."""
        door = self._door(url)
        with self._lock:
            door.gap = max(door.gap, gap.total_seconds())

    def _door(self, url: str) -> _Door:
        host = host_of(url)
        with self._lock:
            return self._doors.setdefault(host, _Door(threading.Semaphore(self.per_host)))


def host_of(url: str) -> str:
    """The host of a URL, lower case, without port: what a gap is kept for."""
    try:
        return (urlsplit(url).hostname or "").lower().rstrip(".")
    except ValueError:
        return ""


def _back_off(url: str, why: str, seconds: float) -> FetchError:
    return FetchError(without_secrets(url), why, kind="back_off", retry_after=timedelta(seconds=round(seconds) + 1))
