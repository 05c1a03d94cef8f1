"""A total deadline for one exchange: whatever is still open when it comes is cut."""

from __future__ import annotations

import contextlib
import math
import os
import socket
import threading
import time
from datetime import timedelta
from typing import Self

TICK = 0.1
"""How often the watch looks, in seconds; so much later than promised may a cut come."""


class Deadline:
    """The end of one exchange, redirects included. As a context it is watched; `is_over` afterwards says whether it came.

    A timeout of a socket starts anew with every byte, so it bounds nothing: a second thread shuts the
    socket (a duplicate of it, since descriptors are reused), and the thread that reads sees the end.
    """

    def __init__(self, span: timedelta) -> None:
        self.at = time.monotonic() + span.total_seconds()
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()

    @property
    def left(self) -> float:
        """Seconds until it comes, never less than a trace."""
        return max(self.at - time.monotonic(), 0.001)

    @property
    def is_over(self) -> bool:
        """Whether it has come."""
        return time.monotonic() >= self.at

    def watch(self, sock: socket.socket) -> None:
        """Cut this socket too when the time comes."""
        with self._lock:
            self._sockets.append(socket.socket(fileno=os.dup(sock.fileno())))
        if self.is_over:
            self.cut()

    def cut(self) -> None:
        """End every transfer now; the readers see a closed connection."""
        with self._lock:
            for sock in self._sockets:
                with contextlib.suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)

    def release(self) -> None:
        """Let go of the sockets without cutting them."""
        with self._lock:
            for sock in self._sockets:
                sock.close()
            self._sockets.clear()

    def __enter__(self) -> Self:
        _WATCH.add(self)
        return self

    def __exit__(self, *_: object) -> None:
        _WATCH.remove(self)
        self.release()


def hurry(span: timedelta) -> None:
    """The program is leaving: no exchange, in hand or to come, has more than this left. What is cut ends as at its own deadline."""
    _WATCH.hurry(time.monotonic() + span.total_seconds())


class _Watch:
    """One thread for all deadlines of the process; it ends when there is none left."""

    def __init__(self) -> None:
        self._deadlines: set[Deadline] = set()
        self._end = math.inf
        self._lock = threading.Lock()
        self._is_running = False

    def hurry(self, end: float) -> None:
        with self._lock:
            self._end = min(self._end, end)
            for deadline in self._deadlines:
                deadline.at = min(deadline.at, self._end)

    def add(self, deadline: Deadline) -> None:
        with self._lock:
            deadline.at = min(deadline.at, self._end)
            self._deadlines.add(deadline)
            if not self._is_running:
                self._is_running = True
                threading.Thread(target=self._run, name="deadlines", daemon=True).start()

    def remove(self, deadline: Deadline) -> None:
        with self._lock:
            self._deadlines.discard(deadline)

    def _run(self) -> None:
        idle = 0
        while idle < 20:
            time.sleep(TICK)
            with self._lock:
                over = [deadline for deadline in self._deadlines if deadline.is_over]
                idle = 0 if self._deadlines else idle + 1
                self._is_running = idle < 20
            for deadline in over:
                deadline.cut()


_WATCH = _Watch()
# A forked child knows of the thread that watches, but does not have it.
os.register_at_fork(after_in_child=_WATCH.__init__)  # type: ignore[misc]
