"""Real pages that nobody wrote for this program: every one is read, and a digest of them arrives."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from monitor.demo import Mailbox

OUTLETS = 12
"""So many of its outlets are read here; a run over all of them is in bench/."""

CONFIG = """\
feeds:
{feeds}
topics:
  - {{id: everything, name: Everything, any: [the, der, die, le, la, el, de, в, на, i, w, 的]}}
digests:
  - {{id: daily, name: Real pages, cron: '* * * * *', zone: UTC, topics: [everything], recipients: [ada@example.org], channels: [mail]}}
channels:
  mail: {{kind: smtp, host: 127.0.0.1, port: {port}, security: none, sender: desk@example.org}}
store: {{url: '{folder}/monitor.db'}}
network: {{allow: [127.0.0.0/8]}}
fetch: {{gap: 0s, per_host: 16}}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def farm(shared: Path) -> Iterator[str]:
    port = free_port()
    program = [sys.executable, str(shared / "tools" / "newsfarm.py"), "--port", str(port), "--delay", "0", "--stop-after", "300"]
    process = subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{base}/feeds.txt", timeout=2).close()
                break
            except OSError:
                time.sleep(0.1)
        yield base
    finally:
        process.terminate()
        process.wait()


@pytest.mark.shared
def test_every_page_of_real_outlets_is_read_and_a_digest_of_them_arrives(farm: str, tmp_path: Path) -> None:
    urls = urllib.request.urlopen(f"{farm}/feeds.txt", timeout=10).read().decode().split()
    outlets = [url for url in urls if "/o/" in url][:OUTLETS]
    feeds = "\n".join(f"  - {{id: f{n}, name: Outlet {n}, url: '{url}'}}" for n, url in enumerate(outlets))
    config = tmp_path / "config.yaml"
    with Mailbox() as mailbox:
        config.write_text(CONFIG.format(feeds=feeds, port=mailbox.address[1], folder=tmp_path), encoding="utf-8")
        command = [sys.executable, "-m", "monitor", "--config", str(config), "once", "--json"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=110, check=False)
        mails = list(mailbox.messages)

    report = json.loads(done.stdout)
    assert report["feeds"]["polled"] == OUTLETS
    assert report["articles"]["read"] + report["articles"]["duplicates"] >= report["entries"]["new"] > OUTLETS
    assert len(mails) == 1
    text = message_from_bytes(mails[0], policy=policy.default).get_body(("plain",)).get_content()  # type: ignore[union-attr,attr-defined]
    assert f"{OUTLETS} of {OUTLETS} sources answered" in text
