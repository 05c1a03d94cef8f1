"""Names are looked up within the deadline, on threads that are kept, and one that hangs holds up nobody."""

from __future__ import annotations

import os
import socket
import threading
import time
from datetime import timedelta
from typing import Any

import pytest

from monitor.net import Deadline
from monitor.net.resolve import bounded


def threads() -> int:
    return sum(thread.name == "resolve" for thread in threading.enumerate())


def test_lookups_one_after_the_other_share_a_thread() -> None:
    used: set[int] = set()

    def resolver(host: str) -> list[Any]:
        used.add(threading.get_ident())
        return [host]

    answers = [bounded(resolver, Deadline(timedelta(seconds=5)))(f"h{number}") for number in range(50)]

    assert answers == [[f"h{number}"] for number in range(50)]
    assert len(used) <= 3


def test_a_lookup_that_hangs_ends_at_the_deadline_and_the_next_one_works() -> None:
    ends = threading.Event()

    def silent(_: str) -> list[Any]:
        ends.wait(20)
        return []

    with pytest.raises(socket.gaierror, match="in time"):
        bounded(silent, Deadline(timedelta(seconds=0.1)))("a")

    assert bounded(lambda host: [host], Deadline(timedelta(seconds=5)))("b") == ["b"]
    ends.set()


@pytest.mark.parametrize("error", [socket.gaierror(8, "unknown"), UnicodeError("label too long"), OSError("down")])
def test_every_failure_of_a_resolver_comes_through_as_one_of_the_network(error: Exception) -> None:
    def failing(_: str) -> list[Any]:
        raise error

    for _ in range(3):
        with pytest.raises(OSError):  # noqa: PT011 - which one is up to the resolver
            bounded(failing, Deadline(timedelta(seconds=5)))("a")


def test_many_at_once_each_get_their_own_answer() -> None:
    answers: dict[str, list[Any]] = {}

    def ask(host: str) -> None:
        answers[host] = bounded(lambda name: [name], Deadline(timedelta(seconds=10)))(host)

    asking = [threading.Thread(target=ask, args=(f"h{number}",)) for number in range(40)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()

    assert answers == {f"h{number}": [f"h{number}"] for number in range(40)}
    assert threads() <= 45


def test_a_forked_child_looks_names_up_on_threads_of_its_own() -> None:
    """Its parent's idle threads are in its list, but not in its process."""
    look_up = bounded(lambda *_: ["an answer"], Deadline(timedelta(seconds=20)))
    assert look_up("name") == ["an answer"]

    child = os.fork()
    if child == 0:
        began = time.monotonic()
        answer = bounded(lambda *_: ["an answer"], Deadline(timedelta(seconds=20)))("name")
        os._exit(0 if answer == ["an answer"] and time.monotonic() - began < 10 else 1)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
