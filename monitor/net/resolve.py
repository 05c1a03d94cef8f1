"""A host in, its addresses out, within the deadline: the system's own lookup knows no time limit."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any

from monitor.net.deadline import Deadline

Resolver = Callable[..., list[Any]]
"""`socket.getaddrinfo`, or what stands for it in tests. Its answers are checked, so it grants nothing."""


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

        threading.Thread(target=run, name="resolve", daemon=True).start()
        try:
            answer = answers.get(timeout=deadline.left)
        except Empty:
            raise socket.gaierror("no name server answered in time") from None
        if isinstance(answer, OSError):
            raise answer
        return answer

    return lookup
