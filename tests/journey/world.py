"""What a journey needs around it, all on loopback: the newsroom, a mail server, a site that asks to be left alone, secrets."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult

from monitor import config
from monitor.config import Config
from monitor.demo import Mailbox, Newsroom

CANARIES = {
    "SMTP_PASSWORD": "canary-post-4711",
    "FEED_TOKEN": "canary-feed-4712",
    "TOKEN_KEY": "canary-key-4713-long-enough",
    "STORE_PASSWORD": "canary-store-4714",
    "HOOK": "canary-hook-4715",
    "CHAT": "canary-chat-4716",
}
"""What every journey is configured with and must leave nowhere."""

CONFIG = """\
feeds:
{feeds}
topics: [nato-europe, general, us-systems, ukraine-ad, russia-systems]
digests:
  - {{id: daily, name: Missile defence, cron: '{cron}', zone: UTC, recipients: [ada@example.org, grace@example.org], channels: [mail]}}
channels:
  mail:
    {{kind: smtp, host: 127.0.0.1, port: {port}, security: none, sender: desk@example.org, user: desk, password: '${{SMTP_PASSWORD}}'}}
store: {{url: '{store}'{keeping}}}
network: {{allow: [127.0.0.0/8]}}
fetch: {{gap: 0s, per_host: 8}}
web: {{{web}}}
imprint: {{key: '${{TOKEN_KEY}}', contact: desk@example.org}}
"""


class Post(Mailbox):
    """A mail server that knows the desk by its password."""

    async def _listen(self) -> tuple[str, int]:
        def known(_server: object, _session: object, _envelope: object, _how: str, said: object) -> AuthResult:
            return AuthResult(success=getattr(said, "password", b"") == CANARIES["SMTP_PASSWORD"].encode(), handled=False)

        logging.getLogger("mail.log").setLevel(logging.ERROR)

        def session() -> SMTP:
            return SMTP(self, hostname="localhost", loop=self._loop, auth_require_tls=False, authenticator=known)

        server = await self._loop.create_server(session, *self.address)
        host, port = server.sockets[0].getsockname()[:2]
        return str(host), int(port)


class BusySite:
    """A feed with one article, whose server asks to be left alone for a minute while it is busy; another feed of it is gone."""

    def __init__(self) -> None:
        site, self.is_busy = self, False

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                kind, body = "text/html", b"<article><h1>Ferry timetable</h1><p>The ferry leaves at nine from Monday on.</p></article>"
                status = {"/robots.txt": 404, "/gone": 410, "/1": 429 if site.is_busy else 200}.get(self.path.partition("?")[0], 200)
                if self.path.startswith("/feed"):
                    kind = "application/rss+xml"
                    items = f"<item><title>Ferry timetable</title><link>{site.address}/1</link><guid>1</guid></item>"
                    body = f"<rss version='2.0'><channel><title>Harbour</title>{items}</channel></rss>".encode()
                self.send_response(status)
                if status == 429:
                    self.send_header("Retry-After", "60")
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def __enter__(self) -> BusySite:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


@dataclass(kw_only=True)
class World:
    """A newsroom, a mailbox and a configuration that brings them together."""

    newsroom: Newsroom
    mailbox: Mailbox
    site: BusySite
    folder: Path
    outlets: tuple[str, ...] = ("northgate", "tidewater", "severny")
    feeds: str = ""
    """Further feeds, as lines of the configuration."""
    store: str = ""
    keeping: str = ""
    """Further settings of the store."""
    extra: str = ""
    web: str = "enabled: false"
    path: Path = field(init=False)

    def __post_init__(self) -> None:
        self.path = self.folder / "config.yaml"
        self.mailbox.messages.clear()
        self.site.is_busy = False
        self.write()

    def write(self) -> None:
        """Write the configuration down (again)."""
        due_at = self.newsroom.base_at - timedelta(minutes=1)
        feeds = "\n".join(
            f"  - {{id: {feed.id}, name: {feed.id}, url: '{feed.url}?token=${{FEED_TOKEN}}', language: {feed.language}}}"
            for feed in self.newsroom.feeds()
            if feed.id in self.outlets
        )
        text = CONFIG.format(
            feeds=f"{feeds}\n{self.feeds}",
            cron=f"{due_at.minute} {due_at.hour} * * *",
            port=self.mailbox.address[1],
            store=self.store or self.folder / "monitor.db",
            keeping=self.keeping and f", {self.keeping}",
            web=self.web,
        )
        self.path.write_text(text + self.extra, encoding="utf-8")

    def config(self) -> Config:
        """The configuration as the program understands it."""
        return config.load(self.path, CANARIES)

    def monitor(self, *arguments: str, timeout: float = 90, **environment: str) -> subprocess.CompletedProcess[str]:
        """The command line in a process of its own, as cron would call it."""
        command = [sys.executable, "-m", "monitor", "--config", str(self.path), *arguments]
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=timeout,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **CANARIES, **environment},
            check=False,
        )

    def mails(self) -> list[EmailMessage]:
        """What arrived, in order, understood."""
        return [message_from_bytes(raw, policy=policy.default) for raw in self.mailbox.messages]  # type: ignore[misc]

    def leaks(self, said: str = "") -> list[str]:
        """Where a secret stands: in what was said, in a mail, or in a file of the folder (the store, logs, copies)."""
        places = {str(path): path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}
        places |= {"what was said": said.encode(), "a mail": b"".join(self.mailbox.messages)}
        return [f"{name} in {place}" for name, value in CANARIES.items() for place, text in places.items() if value.encode() in text]


def children(pid: int) -> set[int]:
    """The processes that this one has started and that are still there."""
    found = set()
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            with suppress(OSError):
                if re.search(rf"^PPid:\s+{pid}$", (place / "status").read_text(encoding="utf-8"), re.MULTILINE):
                    found.add(int(place.name))
    return found


@dataclass(frozen=True, kw_only=True)
class Town:
    """Everything that is around a configuration."""

    newsroom: Newsroom
    mailbox: Mailbox
    site: BusySite

    def world(self, folder: Path, **changes: object) -> World:
        """A configuration in this folder, with an empty mailbox; the first day's turn is now."""
        return World(newsroom=self.newsroom, mailbox=self.mailbox, site=self.site, folder=folder, **changes)  # type: ignore[arg-type]


@contextmanager
def town() -> Iterator[Town]:
    """Everything up, until the end."""
    base_at = datetime.now(UTC).replace(second=0, microsecond=0)
    with Newsroom(base_at) as newsroom, Post() as mailbox, BusySite() as site:
        yield Town(newsroom=newsroom, mailbox=mailbox, site=site)
