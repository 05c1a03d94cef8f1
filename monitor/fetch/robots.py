"""robots.txt in, whether an article may be read out (RFC 9309)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.errors import FetchError

if TYPE_CHECKING:
    from protego import Protego

LONGEST_ROBOTS = 500_000
"""RFC 9309 asks for at least 500 KiB; what follows is not read."""

Load = Callable[[str], tuple[int, bytes]]
"""Asks for one URL: status and body. Raises FetchError."""


@dataclass(slots=True)
class _Rules:
    """What one origin's robots.txt says; `rules` is None when it could not be had, which forbids everything."""

    rules: Protego | None
    until: float
    why: str = ""


@dataclass(slots=True, kw_only=True)
class Robots:
    """Remembers each origin's rules for a day. Shared by all threads."""

    load: Load
    agent: str
    believed_for: timedelta
    now: Callable[[], float] = time.monotonic
    _known: dict[str, _Rules] = field(default_factory=dict)
    _locks: dict[str, threading.Lock] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def check(self, url: str) -> timedelta | None:
        """The crawl-delay asked for, if any; raises FetchError when this URL may not be read."""
        rules = self._rules(url)
        if rules.rules is None:
            raise FetchError(url, f"robots.txt could not be had: {rules.why}", kind="robots", retry_after=timedelta(hours=1))
        if not rules.rules.can_fetch(url, self.agent):
            raise FetchError(url, "robots.txt forbids it", kind="robots")
        delay = rules.rules.crawl_delay(self.agent)
        return None if delay is None else timedelta(seconds=min(max(float(delay), 0.0), 86_400.0))

    def _rules(self, url: str) -> _Rules:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        with self._lock:
            lock = self._locks.setdefault(origin, threading.Lock())
        with lock:
            known = self._known.get(origin)
            if known is None or known.until < self.now():
                known = self._known[origin] = self._loaded(f"{origin}/robots.txt")
        return known

    def _loaded(self, url: str) -> _Rules:
        from protego import Protego

        try:
            status, body = self.load(url)
        except FetchError as error:
            if error.kind == "back_off":
                # Nothing was asked, so nothing is known.
                raise
            # A host that is busy or down has forbidden nothing for ever: ask again in a while.
            return _Rules(None, self.now() + min(self.believed_for, timedelta(minutes=10)).total_seconds(), str(error))
        text = body[:LONGEST_ROBOTS].decode("utf-8", "replace") if status == 200 else ""
        return _Rules(Protego.parse(text), self.now() + self.believed_for.total_seconds())
