"""A host in, its addresses out, within the deadline: the system's own lookup knows no time limit."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any

from monitor.net.deadline import Deadline

Resolver = Callable[..., list[Any]]
"""`socket.getaddrinfo`, or what stands for it in tests. Its answers are checked, so it grants nothing."""

IDLE = 30.0
"""A thread with no lookup to do for so many seconds ends."""

_Job = Callable[[], None]


class _Threads:
    """Threads that look names up, kept for the next one: starting one costs as much as a request. One that hangs is never reused."""

    def __init__(self) -> None:
        self._idle: list[SimpleQueue[_Job]] = []
        self._lock = threading.Lock()

    def run(self, job: _Job) -> None:
        """Start a job, on a thread that has nothing to do or on a new one."""
        with self._lock:
            jobs = self._idle.pop() if self._idle else None
        if jobs is None:
            jobs = SimpleQueue()
            threading.Thread(target=self._serve, args=(jobs,), name="resolve", daemon=True).start()
        jobs.put(job)

    def _serve(self, jobs: SimpleQueue[_Job]) -> None:
        while True:
            try:
                job = jobs.get(timeout=IDLE)
            except Empty:
                with self._lock:
                    # Whoever took this queue a moment ago puts a job into it yet.
                    if jobs not in self._idle:
                        continue
                    self._idle.remove(jobs)
                return
            job()
            with self._lock:
                self._idle.append(jobs)


_THREADS = _Threads()
# A forked child has the list of idle threads, but not the threads.
os.register_at_fork(after_in_child=_THREADS.__init__)  # type: ignore[misc]


def bounded(resolver: Resolver, deadline: Deadline) -> Resolver:
    """The same resolver, giving up at the deadline. The thread that hangs is left to the system's own limit."""

    def lookup(*args: Any) -> list[Any]:
        answers: SimpleQueue[list[Any] | OSError] = SimpleQueue()

        def run() -> None:
            try:
                answers.put(resolver(*args))
            except OSError as error:
                answers.put(error)
            except UnicodeError as error:
                answers.put(socket.gaierror(str(error)))

        _THREADS.run(run)
        try:
            answer = answers.get(timeout=deadline.left)
        except Empty:
            raise socket.gaierror("no name server answered in time") from None
        if isinstance(answer, OSError):
            raise answer
        return answer

    return lookup
