"""The whole program as its users run it: the newsroom on loopback, a real mail server, and the command line in its own process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from monitor.demo import Mailbox, Newsroom

CONFIG = """\
feeds:
{feeds}
topics: [nato-europe, general, us-systems, ukraine-ad, russia-systems]
digests:
  - {{id: daily, name: Missile defence, cron: '{cron}', zone: UTC, recipients: [ada@example.org, grace@example.org], channels: [mail]}}
channels:
  mail: {{kind: smtp, host: 127.0.0.1, port: {port}, security: none, sender: desk@example.org}}
store: {{url: '{store}'}}
network: {{allow: [127.0.0.0/8]}}
fetch: {{gap: 0s, per_host: 8}}
web: {{{web}}}
"""


@dataclass(kw_only=True)
class World:
    """A newsroom, a mailbox and a configuration that brings them together."""

    newsroom: Newsroom
    mailbox: Mailbox
    folder: Path
    outlets: tuple[str, ...] = ("northgate", "tidewater", "severny")
    store: str = ""
    extra: str = ""
    web: str = "enabled: false"
    path: Path = field(init=False)

    def __post_init__(self) -> None:
        self.path = self.folder / "config.yaml"
        self.write()

    def write(self) -> None:
        """Write the configuration down (again)."""
        due_at = self.newsroom.base_at - timedelta(minutes=1)
        feeds = "\n".join(
            f"  - {{id: {feed.id}, name: {feed.id}, url: '{feed.url}', language: {feed.language}}}"
            for feed in self.newsroom.feeds()
            if feed.id in self.outlets
        )
        text = CONFIG.format(
            feeds=feeds,
            cron=f"{due_at.minute} {due_at.hour} * * *",
            port=self.mailbox.address[1],
            store=self.store or self.folder / "monitor.db",
            web=self.web,
        )
        self.path.write_text(text + self.extra, encoding="utf-8")

    def monitor(self, *arguments: str, timeout: float = 90, **environment: str) -> subprocess.CompletedProcess[str]:
        """The command line in a process of its own, as cron would call it."""
        command = [sys.executable, "-m", "monitor", "--config", str(self.path), *arguments]
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=timeout,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **environment},
            check=False,
        )

    def mails(self) -> list[EmailMessage]:
        """What arrived, in order, understood."""
        return [message_from_bytes(raw, policy=policy.default) for raw in self.mailbox.messages]  # type: ignore[misc]


@pytest.fixture
def new_world(tmp_path: Path) -> Iterator[Callable[..., World]]:
    """Makes worlds whose first day's turn is now; everything is taken down at the end."""
    with Newsroom(datetime.now(UTC).replace(second=0, microsecond=0)) as newsroom, Mailbox() as mailbox:

        def make(**changes: object) -> World:
            mailbox.messages.clear()
            return World(newsroom=newsroom, mailbox=mailbox, **{"folder": tmp_path, **changes})  # type: ignore[arg-type]

        yield make


@pytest.fixture
def world(new_world: Callable[..., World]) -> World:
    return new_world()
