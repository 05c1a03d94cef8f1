"""The real daemon answers over HTTP while it runs."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def asked(port: int, path: str) -> tuple[int, str]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
        except OSError:
            return 0, ""
        return answer.status, answer.read().decode()


def test_a_running_daemon_becomes_ready_and_counts_its_turns(tmp_path: Path) -> None:
    port = free_port()
    (tmp_path / "config.yaml").write_text(f"store:\n  url: monitor.db\nweb:\n  port: {port}\n")
    daemon = subprocess.Popen([sys.executable, "-m", "monitor", "--config", str(tmp_path / "config.yaml"), "run"], stderr=subprocess.PIPE)
    try:
        until = time.monotonic() + 60
        while asked(port, "/readyz")[0] != 200 and time.monotonic() < until:
            time.sleep(0.1)
        status, text = asked(port, "/readyz")
        metrics = asked(port, "/metrics")[1]
    finally:
        daemon.send_signal(signal.SIGTERM)
        _, errors = daemon.communicate(timeout=30)

    assert status == 200, errors.decode()
    assert set(json.loads(text)["jobs"]) == {"gather", "editions", "upkeep"}
    assert 'monitor_turns_total{job="gather",outcome="success"} 1.0' in metrics
    assert daemon.returncode == 0
    assert asked(port, "/healthz")[0] == 0
