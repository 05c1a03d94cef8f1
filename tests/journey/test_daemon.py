"""What the operator sees of the daemon."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from monitor.daemon import Daemon
from tests.journey.world import World
from tests.store.conftest import new_database


@contextmanager
def daemon(world: World, log: Path, *, level: str = "-v", **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as stream:
        command = [sys.executable, "-m", "monitor", "--config", str(world.path), level, "run"]
        process = subprocess.Popen(command, stderr=stream, stdout=stream, env={**os.environ, **environment})
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()


def reload(process: subprocess.Popen[bytes], world: World, text: str) -> None:
    """The daemon told that its configuration is this now."""
    world.path.write_text(text, encoding="utf-8")
    process.send_signal(signal.SIGHUP)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.1)


def test_the_daemon_delivers_tells_its_supervisor_and_leaves_when_told(world: World, tmp_path: Path) -> None:
    address = tmp_path / "notify"
    heard: list[str] = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
        supervisor.bind(str(address))
        supervisor.settimeout(60)
        with daemon(world, tmp_path / "log", NOTIFY_SOCKET=str(address)) as process:
            wait_for(lambda: len(world.mailbox.messages) == 2)
            while "WATCHDOG=1" not in heard:
                heard.append(supervisor.recv(100).decode())
            started = time.monotonic()
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=15) == 0
            assert time.monotonic() - started < 10
        while "STOPPING=1" not in heard:
            heard.append(supervisor.recv(100).decode())

    # A new store's first edition has waited for the first look round.
    assert not [str(mail["Subject"]) for mail in world.mails() if "nothing new" in str(mail["Subject"])]
    assert heard[0] == "READY=1"
    assert "daemon_stopped" in (tmp_path / "log").read_text()


def test_a_second_daemon_on_one_store_is_refused_and_cron_beside_it_is_not(world: World, tmp_path: Path) -> None:
    with daemon(world, tmp_path / "log") as process:
        wait_for(lambda: len(world.mailbox.messages) == 2)

        second = world.monitor("run", timeout=30)
        beside = world.monitor("once", "--wait", "30")

        assert second.returncode == 75
        assert f"another daemon holds this store: pid {process.pid} on " in second.stderr
        assert beside.returncode == 0
    assert len(world.mailbox.messages) == 2


def test_a_configuration_that_became_wrong_is_refused_on_sighup_and_the_old_one_kept(world: World, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with daemon(world, log) as process:
        wait_for(lambda: len(world.mailbox.messages) == 2)
        good = world.path.read_text(encoding="utf-8")
        reload(process, world, good.replace("zone: UTC", "zone: Mars/Olympus"))
        wait_for(lambda: "configuration_kept" in log.read_text())

        reload(process, world, good)
        wait_for(lambda: "configuration_reloaded" in log.read_text())

        assert process.poll() is None
    assert "Mars/Olympus" in log.read_text()


def test_a_reload_says_what_only_a_restart_changes(world: World, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with daemon(world, log) as process:
        wait_for(lambda: len(world.mailbox.messages) == 2)
        good = world.path.read_text(encoding="utf-8")
        reload(process, world, good.replace("monitor.db", "other.db"))
        wait_for(lambda: "another store needs a restart" in log.read_text())

        reload(process, world, good.replace("web: {enabled: false}", f"web: {{port: {free_port()}}}"))
        wait_for(lambda: "configuration_reloaded" in log.read_text())
    assert re.findall("configuration_[a-z]+|restart_needed", log.read_text()) == [
        "configuration_kept",
        "restart_needed",
        "configuration_reloaded",
    ]


def test_health_and_metrics_are_answered_while_it_runs(new_world: Callable[..., World], tmp_path: Path) -> None:
    port = free_port()
    world = new_world(web=f"port: {port}")

    def ask(page: str) -> str:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/{page}", timeout=5) as answer:
                return str(answer.read().decode())
        except OSError:
            return ""

    with daemon(world, tmp_path / "log"):
        wait_for(lambda: len(world.mailbox.messages) == 2)
        wait_for(lambda: ask("readyz") != "")
        assert ask("healthz")
        assert "monitor_deliveries_total" in ask("metrics")


@pytest.mark.postgres
def test_a_store_that_cannot_be_reached_is_waited_for_until_it_is_told_to_leave(new_world: Callable[..., World], tmp_path: Path) -> None:
    world = new_world(store="postgresql://nobody@127.0.0.1:9/none")
    log = tmp_path / "log"

    with daemon(world, log) as process:
        wait_for(lambda: log.read_text().count("store_awaited") >= 2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=15) == 0


@pytest.mark.postgres
def test_a_server_that_is_restarted_under_it_costs_a_turn_and_no_mail(new_world: Callable[..., World], postgres: Any) -> None:
    world = new_world(store=new_database(postgres), outlets=("haijin",))
    cut = "select 'cut', pg_terminate_backend(pid) from pg_stat_activity where datname = '{}' and pid <> pg_backend_pid();"
    name = urlsplit(world.store).path.lstrip("/")
    cuts: list[str] = []

    def disturb() -> None:
        for _ in range(8):
            cuts.append(postgres.psql(cut.format(name)))
            time.sleep(0.4)
        with suppress(AssertionError):
            wait_for(lambda: len(world.mailbox.messages) >= 2)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=disturb, daemon=True).start()
    Daemon(world.config(), world.config, every=timedelta(milliseconds=300)).run()

    assert any("cut" in said for said in cuts), "no connection was ever cut"
    assert len({mail["Message-ID"] for mail in world.mails()}) == 2
    assert len(set(world.mailbox.messages)) == 2
