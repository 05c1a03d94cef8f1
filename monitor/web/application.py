"""A request in, an answer out: the WSGI application, with what it may touch given to it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from monitor.errors import StoreError
from monitor.events import EventLog
from monitor.web import pages
from monitor.web.metrics import CONTENT_TYPE, Ask, exposition
from monitor.web.pulse import Pulse
from monitor.web.subscriptions import Subscription, Subscriptions

log = EventLog("monitor.web")

HTML, JSON = "text/html; charset=utf-8", "application/json; charset=utf-8"

POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

HEADERS = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
)

LARGEST_BODY = 4 * 1024
TOKEN = re.compile(r"/(?:[^/]+/)*([0-9a-f]{32})")
"""The path of `imprint.unsubscribe_url` is the operator's choice, and a proxy may cut it: the token alone is what counts."""

REASONS = {
    200: "200 OK",
    400: "400 Bad Request",
    403: "403 Forbidden",
    404: "404 Not Found",
    405: "405 Method Not Allowed",
    411: "411 Length Required",
    413: "413 Content Too Large",
    421: "421 Misdirected Request",
    503: "503 Service Unavailable",
}

Environ = dict[str, Any]
StartResponse = Callable[..., Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes back."""

    status: int = 200
    kind: str = HTML
    body: bytes = b""
    allow: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """The pages. `own_hosts` see everything; `public_hosts`, which a proxy hands on, see the unsubscribe pages only."""

    pulse: Pulse
    subscriptions: Subscriptions
    ask: Ask
    unsubscribe: Callable[[Subscription], None]
    """Remembers it in the store, for ever. Raises StoreError."""
    own_hosts: frozenset[str]
    public_hosts: frozenset[str] = field(default_factory=frozenset)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """WSGI."""
        answer = self.answer(environ)
        headers = [("Content-Type", answer.kind), ("Content-Length", str(len(answer.body))), *HEADERS]
        if answer.allow:
            headers.append(("Allow", answer.allow))
        start_response(REASONS[answer.status], headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]

    def answer(self, environ: Environ) -> Answer:
        """By host, path and method."""
        host = _host(environ.get("HTTP_HOST", ""))
        if host not in self.own_hosts | self.public_hosts:
            return _words(421, "Misdirected request", "Nothing is served under this name.")
        path = environ.get("PATH_INFO", "")
        if found := TOKEN.fullmatch(path):
            return self._unsubscribe(found[1], environ)
        page = {"/healthz": self._health, "/readyz": self._readiness, "/metrics": self._metrics}.get(path)
        if page is None or host not in self.own_hosts:
            return _words(404, "Not found", "There is no such page.")
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return _not_allowed("GET, HEAD")
        return page()

    # -- for machines

    def _health(self) -> Answer:
        """Alive while every job completes its turns in time."""
        beats = self.pulse.beats()
        is_alive = all(beat.is_alive for beat in beats)
        jobs = {beat.job: {"alive": beat.is_alive, "seconds_since_turn": round(beat.age, 1)} for beat in beats}
        return _json(200 if is_alive else 503, {"alive": is_alive, "jobs": jobs})

    def _readiness(self) -> Answer:
        """Ready when every job has succeeded lately, lives, and the store answers."""
        beats = self.pulse.beats()
        is_stored = self.ask() is not None
        is_ready = is_stored and all(beat.is_alive and beat.is_ready for beat in beats)
        jobs = {beat.job: {"last_success_at": beat.succeeded_at.isoformat() if beat.succeeded_at else None} for beat in beats}
        return _json(200 if is_ready else 503, {"ready": is_ready, "store": "ok" if is_stored else "unreachable", "jobs": jobs})

    def _metrics(self) -> Answer:
        return Answer(kind=CONTENT_TYPE, body=exposition(self.pulse, self.ask))

    # -- for readers

    def _unsubscribe(self, token: str, environ: Environ) -> Answer:
        method = environ["REQUEST_METHOD"]
        if method not in {"GET", "HEAD", "POST"}:
            return _not_allowed("GET, HEAD, POST")
        found = self.subscriptions.find(token)
        if found is None:
            return _words(403, "Unknown link", "This link is not valid, or no longer. Write to the sender of the digest.")
        if method != "POST":
            return Answer(body=pages.asking(found.name, found.recipient).encode())
        if refusal := _refused_body(environ):
            return refusal
        try:
            self.unsubscribe(found)
        except StoreError as error:
            log.error("unsubscribe_failed", digest=found.digest, reason=str(error))
            return _words(503, "Not now", "This could not be stored. Please try again in a few minutes.")
        log.info("unsubscribed", digest=found.digest)
        return Answer(body=pages.done(found.name, found.recipient).encode())


def _refused_body(environ: Environ) -> Answer | None:
    """One click is `List-Unsubscribe=One-Click` (RFC 8058), the button nothing at all; whatever it says is read and not looked at."""
    if environ.get("HTTP_TRANSFER_ENCODING"):
        return _words(411, "Length required", "Say how long the body is.")
    length = environ.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdecimal()):
        return _words(400, "Bad request", "The length of the body is no number.")
    if int(length) > LARGEST_BODY:
        return _words(413, "Too large", "The body is too large.")
    environ["wsgi.input"].read(int(length))
    return None


def _host(text: str) -> str:
    """The name in a Host header, without its port."""
    name = text.strip().lower()
    return re.sub(r":\d{1,5}$", "", name) if not name.endswith("]") else name


def _words(status: int, title: str, words: str) -> Answer:
    return Answer(status=status, body=pages.plain(title, words).encode())


def _not_allowed(allow: str) -> Answer:
    return Answer(status=405, body=pages.plain("Not allowed", f"Only {allow}.").encode(), allow=allow)


def _json(status: int, value: object) -> Answer:
    return Answer(status=status, kind=JSON, body=json.dumps(value).encode() + b"\n")
