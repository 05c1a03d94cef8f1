"""The demonstration newsroom: a real HTTP server for every outlet, each on its own loopback address."""

from __future__ import annotations

import hashlib
import sys
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from monitor.demo import pages
from monitor.demo.pages import FEED_PATH, FEED_TYPES, Site
from monitor.demo.press import Piece, outlets, pieces
from monitor.demo.recurring import further_day
from monitor.model import Feed

OLD_FEED_PATH = "/rss.xml"
"""Where the outlet that moved its feed had it before."""

_IMAGE = b'<svg xmlns="http://www.w3.org/2000/svg" width="600" height="340"><rect width="600" height="340" fill="#9aa7b4"/></svg>'
_ROBOTS = b"User-agent: *\nDisallow: /search\nDisallow: /account\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a site says to one request."""

    status: HTTPStatus = HTTPStatus.OK
    content_type: str = "text/html"
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request that was answered."""

    outlet: str
    path: str
    status: int


class Newsroom:
    """Every outlet on loopback, from the turn of day 1 at `base_at` on; articles come out as the days advance."""

    def __init__(self, base_at: datetime, *, day: int = 1, seed: int = 1) -> None:
        self.base_at = base_at.astimezone(UTC)
        self.visits: list[Visit] = []
        self._seed = seed
        self._servers: dict[str, _Server] = {}
        self.sites: dict[str, Site] = {}
        self._day = day

    def start(self) -> Self:
        """Bind every outlet's address and answer from now on."""
        for number, outlet in enumerate(outlets(), start=1):
            server = _bound(f"127.0.{10 + number}.1")
            server.newsroom, server.outlet_id = self, outlet.id
            self._servers[outlet.id] = server
        self.advance(self._day)
        for server in self._servers.values():
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def stop(self) -> None:
        """Answer no more."""
        for server in self._servers.values():
            server.shutdown()
            server.server_close()
        self._servers.clear()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def advance(self, day: int) -> None:
        """Let everything be out that was published up to the turn of this day."""
        self._day = day
        out = sorted(self.articles(), key=lambda piece: piece.at(self.base_at), reverse=True)
        self.sites = {
            outlet.id: Site(
                outlet=outlet,
                address=self._servers[outlet.id].address,
                base_at=self.base_at,
                pieces=tuple(piece for piece in out if piece.outlet == outlet),
            )
            for outlet in outlets()
        }

    def articles(self) -> tuple[Piece, ...]:
        """What is out by now, with this run's dates in the text."""
        further = (piece for day in range(3, self._day + 1) for piece in further_day(day, self._seed))
        return tuple(piece.dated(self.base_at) for piece in (*pieces(), *further) if piece.day <= self._day)

    def turn_at(self, day: int) -> datetime:
        """When the turn of a day is."""
        return self.base_at + timedelta(days=day - 1)

    def url(self, piece: Piece) -> str:
        """Where an article is served."""
        return self.sites[piece.outlet.id].url(piece)

    def feeds(self) -> tuple[Feed, ...]:
        """Every outlet's feed, as an operator would subscribe to it; the one that moved under its old address."""
        return tuple(
            Feed(
                id=outlet.id,
                url=self._servers[outlet.id].address + (OLD_FEED_PATH if outlet.fault == "moved" else FEED_PATH),
                name=outlet.name,
                language=outlet.language,
                country=outlet.country,
                kind=outlet.kind,
                is_state_media=outlet.is_state_media,
            )
            for outlet in outlets()
        )


def answer(site: Site, path: str) -> Reply:
    """What the outlet's server says to a GET of this path."""
    fixed = {
        "/": lambda: Reply(body=pages.front(site)),
        "/robots.txt": lambda: Reply(content_type="text/plain", body=_ROBOTS),
        FEED_PATH: lambda: _feed(site),
        "/consent": lambda: Reply(body=pages.obstacle(site)) if site.outlet.fault == "consent" else _MISSING,
        OLD_FEED_PATH: lambda: _redirect(HTTPStatus.MOVED_PERMANENTLY, FEED_PATH) if site.outlet.fault == "moved" else _MISSING,
    }
    if path in fixed:
        return fixed[path]()
    if path.startswith("/img/"):
        return Reply(content_type="image/svg+xml", body=_IMAGE)
    found = next((piece for piece in site.pieces if piece.path(site.base_at) == path), None)
    return _MISSING if found is None else _article(site, found)


_MISSING = Reply(status=HTTPStatus.NOT_FOUND, body=b"<h1>404</h1>")


def _redirect(status: HTTPStatus, target: str) -> Reply:
    return Reply(status=status, headers=(("Location", target),))


def _feed(site: Site) -> Reply:
    if site.outlet.fault == "gone":
        return Reply(status=HTTPStatus.GONE, body=b"<h1>410</h1>")
    return Reply(content_type=FEED_TYPES[site.outlet.feed], body=pages.feed(site), headers=_last_modified(site))


def _last_modified(site: Site) -> tuple[tuple[str, str], ...]:
    if not site.pieces:
        return ()
    newest_at = site.pieces[0].at(site.base_at).astimezone(UTC)
    return (("Last-Modified", format_datetime(newest_at, usegmt=True)),)


def _article(site: Site, piece: Piece) -> Reply:
    if site.outlet.fault == "consent":
        return _redirect(HTTPStatus.FOUND, f"/consent?return={piece.path(site.base_at)}")
    if site.outlet.fault == "challenge":
        return Reply(status=HTTPStatus.FORBIDDEN, body=pages.obstacle(site))
    return Reply(body=pages.page(site, piece))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    newsroom: Newsroom
    outlet_id: str

    def server_bind(self) -> None:
        """Bind without asking DNS for this machine's name, which HTTPServer does and which can take seconds."""
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A visitor who went away, or was killed, is no error of the newsroom."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    @property
    def address(self) -> str:
        """The origin of its URLs."""
        return f"http://{self.server_name}:{self.server_port}"


def _bound(host: str) -> _Server:
    """A server on the outlet's own address, or, where only 127.0.0.1 can be bound (macOS), on a port of that."""
    try:
        return _Server((host, 0), _Handler)
    except OSError:
        return _Server(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server
    timeout = 30

    def do_GET(self) -> None:
        """Answer as the outlet would; 304 to whoever already has it."""
        site = self.server.newsroom.sites[self.server.outlet_id]
        reply = answer(site, self.path.partition("?")[0])
        etag = f'"{hashlib.blake2b(reply.body, digest_size=8).hexdigest()}"'
        if reply.status == HTTPStatus.OK and self.headers.get("If-None-Match") == etag:
            reply = Reply(status=HTTPStatus.NOT_MODIFIED)
        self.server.newsroom.visits.append(Visit(outlet=site.outlet.id, path=self.path, status=int(reply.status)))
        self.send_response(reply.status)
        for name, value in (*reply.headers, ("ETag", etag), ("Content-Length", str(len(reply.body)))):
            self.send_header(name, value)
        if reply.body:
            self.send_header("Content-Type", f"{reply.content_type}; charset={site.outlet.encoding}")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(reply.body)

    def do_HEAD(self) -> None:
        """As GET, without the body."""
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the newsroom keeps its visits."""
