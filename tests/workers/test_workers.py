"""Whatever a call does in a worker, its owner gets an answer in time and the next call works."""

import os
import pickle
import signal
import sys
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from monitor.errors import FetchError, ParseError, WorkerError
from monitor.workers import InProcess, WorkerPool, WorkerSettings


def double(number: int) -> int:
    return number * 2


def process_id() -> int:
    return os.getpid()


def id_after_a_while() -> int:
    time.sleep(0.02)
    return os.getpid()


def environment() -> dict[str, str]:
    return dict(os.environ)


def spin() -> None:
    while True:
        pass


def sleep_for_ever() -> None:
    time.sleep(3600)


def eat_memory() -> int:
    return len(b"x" * 2_000_000_000)


KEPT: list[bytes] = []


def keep_much() -> int:
    KEPT.append(b"x" * 200_000_000)
    return len(KEPT[0])


def die() -> None:
    os._exit(3)


def raise_oddly() -> None:
    raise KeyError("psc_chapters")


def raise_with_data() -> None:
    raise FetchError("http://x.test/", "no", kind="gone", status=410)


def connect_out() -> None:
    import socket

    socket.create_connection(("127.0.0.1", 9))


def run_a_program() -> None:
    os.posix_spawn("/bin/true", ["true"], {})


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    """One process that is ended soon; never replaced for having grown, whatever this machine counts as memory."""
    settings = WorkerSettings(processes=1, cpu=timedelta(seconds=1), wall=timedelta(seconds=4), grown_mb=100_000)
    with WorkerPool(settings) as workers:
        yield workers


def test_a_call_runs_in_another_process_that_stays(pool: WorkerPool) -> None:
    first, second = pool.submit(process_id), pool.submit(process_id)

    assert first.result() == second.result() != os.getpid()
    assert pool.submit(double, number=21).result() == 42


@pytest.mark.parametrize(
    ("call", "limit"),
    [(spin, "time"), (sleep_for_ever, "time"), (eat_memory, "memory"), (die, "died")],
    ids=["cpu", "wall", "memory", "dies"],
)
def test_a_call_that_runs_away_is_ended_and_the_next_one_works(pool: WorkerPool, call: object, limit: str) -> None:
    started = time.monotonic()

    with pytest.raises(WorkerError) as caught:
        pool.submit(call).result()  # type: ignore[arg-type]

    assert caught.value.limit == limit
    assert time.monotonic() - started < 30
    assert pool.submit(double, 4).result() == 8


def test_a_worker_that_has_grown_is_replaced_whatever_its_parent_holds() -> None:
    KEPT.append(b"x" * 300_000_000)
    with WorkerPool(WorkerSettings(processes=1, grown_mb=130)) as workers:
        before, after_little = workers.submit(process_id).result(), workers.submit(process_id).result()
        assert workers.submit(keep_much).result() == 200_000_000
        after_much = workers.submit(process_id).result()
    KEPT.clear()

    assert before == after_little != after_much


@pytest.mark.parametrize("call", [connect_out, run_a_program])
def test_a_parser_cannot_reach_the_network_or_start_programs(pool: WorkerPool, call: object) -> None:
    with pytest.raises(ParseError, match="a parser tried"):
        pool.submit(call).result()  # type: ignore[arg-type]


def test_an_error_of_a_library_becomes_a_parse_error_with_its_place(pool: WorkerPool) -> None:
    for workers in (pool, InProcess()):
        with pytest.raises(ParseError, match=r"KeyError: 'psc_chapters' \(test_workers.py:\d+\)"):
            workers.submit(raise_oddly).result()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_that_tells_the_program_to_leave_ends_no_call(pool: WorkerPool, number: int) -> None:
    worker = pool.submit(process_id).result()
    call = pool.submit(id_after_a_while)

    os.kill(worker, number)

    assert call.result() == pool.submit(process_id).result() == worker
    assert os.getpgid(worker) != os.getpgrp()


def test_our_own_errors_keep_their_data_across_the_border(pool: WorkerPool) -> None:
    with pytest.raises(FetchError, match="no") as caught:
        pool.submit(raise_with_data).result()

    assert (caught.value.url, caught.value.kind, caught.value.status) == ("http://x.test/", "gone", 410)


def test_secrets_of_the_environment_stay_outside(pool: WorkerPool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_TEST_SECRET", "hunter2")

    assert "hunter2" not in str(pool.submit(environment).result())


def test_a_second_process_starts_only_when_there_is_enough_to_do() -> None:
    with WorkerPool(WorkerSettings(processes=2)) as workers:
        few = {future.result() for future in [workers.submit(process_id) for _ in range(2)]}
        # Long enough together that the second process is up before the first has done them all.
        many = {future.result() for future in [workers.submit(id_after_a_while) for _ in range(200)]}

    assert len(few) == 1
    assert len(many) == 2


def test_a_call_that_cannot_travel_is_refused_where_it_is_made(pool: WorkerPool) -> None:
    with pytest.raises((AttributeError, pickle.PicklingError)):
        pool.submit(lambda: 1)


def test_nothing_starts_when_nothing_is_submitted() -> None:
    with WorkerPool() as workers:
        assert workers._threads == []


def test_a_machine_that_can_start_no_process_now_is_an_error_of_the_call_and_the_next_one_works(monkeypatch: pytest.MonkeyPatch) -> None:
    with WorkerPool(WorkerSettings(processes=1)) as pool:
        with monkeypatch.context() as hindered:
            hindered.setattr(sys, "executable", "/nowhere/python")
            with pytest.raises(WorkerError, match="no process can be started"):
                pool.submit(os.getpid).result(timeout=20)

        assert pool.submit(os.getpid).result(timeout=20) != os.getpid()
