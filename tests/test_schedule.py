"""The clockwork: jobs turn, never two of one kind at once, none waits for another, and signals are obeyed."""

from __future__ import annotations

import os
import signal
import threading
from datetime import timedelta

import pytest

from monitor.schedule import Clockwork

TICK = timedelta(milliseconds=50)


def after(seconds: float, what: object) -> None:
    timer = threading.Timer(seconds, what)  # type: ignore[arg-type]
    timer.daemon = True
    timer.start()


def test_jobs_turn_until_sigterm_comes() -> None:
    turns: list[str] = []
    after(0.5, lambda: os.kill(os.getpid(), signal.SIGTERM))

    Clockwork({"a": lambda: turns.append("a"), "b": lambda: turns.append("b")}, every=TICK).run()

    assert turns.count("a") > 2
    assert turns.count("b") > 2


def test_a_job_that_hangs_holds_up_no_other_and_is_never_run_twice_at_once() -> None:
    running, most, turns = 0, 0, 0
    release = threading.Event()

    def hang() -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        release.wait(5)
        running -= 1

    def turn() -> None:
        nonlocal turns
        turns += 1
        if turns == 5:
            release.set()
            clock.stop()

    clock = Clockwork({"hanging": hang, "healthy": turn}, every=TICK)
    clock.run()

    assert turns >= 5
    assert most == 1


def test_sighup_reloads_between_turns() -> None:
    reloads: list[int] = []

    def reload() -> None:
        reloads.append(1)
        clock.stop()

    clock = Clockwork({"a": lambda: None}, every=TICK, reload=reload)
    after(0.2, lambda: os.kill(os.getpid(), signal.SIGHUP))
    after(5, clock.stop)
    clock.run()

    assert reloads == [1]


def test_an_error_that_escapes_a_job_ends_the_daemon_loudly() -> None:
    def fail() -> None:
        raise RuntimeError("a bug")

    with pytest.raises(RuntimeError, match="a bug"):
        Clockwork({"a": fail}, every=TICK).run()


def test_a_job_can_ask_whether_it_should_finish() -> None:
    seen: list[bool] = []

    def job() -> None:
        seen.append(clock.is_leaving)
        if len(seen) == 1:
            clock.stop()
            seen.append(clock.is_leaving)

    clock = Clockwork({"a": job}, every=TICK)
    clock.run()

    assert seen[:2] == [False, True]
