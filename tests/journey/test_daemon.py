"""What the operator sees of the daemon."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.journey.conftest import World


@contextmanager
def daemon(world: World, log: Path, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as stream:
        command = [sys.executable, "-m", "monitor", "--config", str(world.path), "-v", "run"]
        process = subprocess.Popen(command, stderr=stream, stdout=stream, env={**os.environ, **environment})
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()


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
        heard.append(supervisor.recv(100).decode())

    assert heard[0] == "READY=1"
    assert "STOPPING=1" in heard
    assert "daemon_stopped" in (tmp_path / "log").read_text()


def test_a_second_daemon_on_one_store_is_refused_and_cron_beside_it_is_not(world: World, tmp_path: Path) -> None:
    with daemon(world, tmp_path / "log") as process:
        wait_for(lambda: len(world.mailbox.messages) == 2)

        second = world.monitor("run", timeout=30)
        beside = world.monitor("once", "--wait", "30")

        assert second.returncode == 75
        assert f"pid {process.pid}" in second.stderr
        assert beside.returncode == 0
    assert len(world.mailbox.messages) == 2


def test_a_configuration_that_became_wrong_is_refused_on_sighup_and_the_old_one_kept(world: World, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with daemon(world, log) as process:
        wait_for(lambda: len(world.mailbox.messages) == 2)
        good = world.path.read_text(encoding="utf-8")
        world.path.write_text(good.replace("zone: UTC", "zone: Mars/Olympus"), encoding="utf-8")
        process.send_signal(signal.SIGHUP)
        wait_for(lambda: "configuration_kept" in log.read_text())

        world.path.write_text(good, encoding="utf-8")
        process.send_signal(signal.SIGHUP)
        wait_for(lambda: "configuration_reloaded" in log.read_text())

        assert process.poll() is None
    assert "Mars/Olympus" in log.read_text()
