"""The Fetcher: a request in, its bytes or 304 out, with the manners of a good guest."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NoReturn
from urllib.parse import urlsplit

from monitor.errors import FetchError
from monitor.events import EventLog
from monitor.fetch import headers as said
from monitor.fetch.challenge import is_challenge
from monitor.fetch.gate import HostGate, Wait, host_of
from monitor.fetch.redirects import PERMANENT, REDIRECTS, next_url, without_userinfo
from monitor.fetch.robots import Robots
from monitor.fetch.settings import FetchSettings
from monitor.fetch.tokens import fetch_with_tokens
from monitor.model import Answer, Request
from monitor.net import Deadline, Exchange, Resolver, Session, without_secrets

log = EventLog("monitor.fetch")

ACCEPT = {
    "feed": "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, application/xml;q=0.9, "
    "text/xml;q=0.9, application/json;q=0.8, text/html;q=0.5, */*;q=0.1",
    "article": "text/html, application/xhtml+xml, */*;q=0.1",
}
BAD_PAGE = 32_768
"""So much of an error page is read, to tell a bot wall from a plain refusal."""


class HttpFetcher:
    """The Fetcher port in production. Safe to call from many threads."""

    def __init__(
        self,
        settings: FetchSettings | None = None,
        *,
        clock: Callable[[], datetime],
        wait: Wait = time.sleep,
        resolver: Resolver | None = None,
    ) -> None:
        self._settings = settings or FetchSettings()
        self._clock = clock
        self._session = Session(self._settings.net, resolver=resolver)
        self._gate = HostGate(gap=self._settings.gap, per_host=self._settings.per_host, patience=self._settings.patience, wait=wait)
        self._robots = Robots(load=self._load_robots, agent=self._settings.product, believed_for=self._settings.robots_for)
        if self._settings.net.allow:
            log.warning("private_networks_allowed", networks=", ".join(self._settings.net.allow))

    def fetch(self, request: Request) -> Answer:
        """The bytes behind a URL, or 304; raises FetchError, always within the deadline (waiting for the host's gap apart)."""
        return fetch_with_tokens(self._fetch, request, self._settings.tokens)

    def _fetch(self, request: Request) -> Answer:
        url = without_userinfo(request.url)[0]
        self._session.check(url)
        if request.kind == "article" and self._settings.respect_robots:
            delay = self._robots.check(url)
            if delay:
                self._gate.slow_down(request.url, min(delay, self._settings.max_gap))
        return self._walk(request)

    def stay_away(self, host: str, span: timedelta) -> None:
        """Ask nothing of a host for so long: what the store remembers of earlier turns."""
        self._gate.close_door(host, span)

    def closed_hosts(self) -> dict[str, timedelta]:
        """Hosts that asked us to stay away, and for how much longer: for the store to remember."""
        return self._gate.closed()

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._session.close()

    # -- one request, hop by hop

    def _walk(self, request: Request) -> Answer:
        url, authorization = without_userinfo(request.url)
        asked = self._headers(request, authorization)
        span = self._settings.feed_deadline if request.kind == "feed" else self._settings.article_deadline
        moved_to: str | None = None
        is_permanent = True
        deadline: Deadline | None = None
        for _ in range(self._settings.max_redirects + 1):
            with self._gate.pass_through(url):
                # The time spent waiting for the host's gap is ours, not the server's.
                deadline = deadline or Deadline(span)
                with deadline, self._session.exchange("GET", url, headers=asked, deadline=deadline) as exchange:
                    if exchange.status not in REDIRECTS:
                        return self._answer(request, exchange, moved_to if is_permanent else None)
                    target = next_url(url, exchange.headers.get("location", ""), allow_downgrade=self._settings.allow_downgrade)
            is_permanent = is_permanent and exchange.status in PERMANENT
            moved_to = target
            asked = asked if _origin(target) == _origin(url) else self._headers(Request(url=target, kind=request.kind), None)
            url = target
        raise FetchError(without_secrets(request.url), f"more than {self._settings.max_redirects} redirects", kind="redirect")

    def _headers(self, request: Request, authorization: str | None) -> dict[str, str]:
        """What we say of ourselves, and to the origin it came from, what we have."""
        headers = {"User-Agent": self._settings.user_agent, "Accept": ACCEPT["article" if request.kind == "article" else "feed"]}
        optional = {"If-None-Match": request.etag, "If-Modified-Since": request.last_modified, "Authorization": authorization}
        return headers | {name: value for name, value in optional.items() if value}

    def _answer(self, request: Request, exchange: Exchange, moved_to: str | None) -> Answer:
        status = exchange.status
        is_conditional = bool(request.etag or request.last_modified)
        if status in {204, 205} or (status == 304 and is_conditional):
            return Answer(url=exchange.url, status=304, moved_to=moved_to, fresh_for=said.fresh_for(exchange.headers, self._clock()))
        if status not in {200, 203}:
            self._refusal(exchange)
        body, is_complete = exchange.read(self._settings.max_bytes)
        if request.kind != "article" and is_challenge(exchange.headers, body):
            raise FetchError(without_secrets(exchange.url), "a challenge page for humans", kind="blocked", status=status)
        if request.kind == "article" and not is_complete:
            raise FetchError(without_secrets(exchange.url), "the connection broke off", kind="connection")
        return Answer(
            url=exchange.url,
            status=200,
            body=body,
            content_type=exchange.headers.get("content-type", "")[:200],
            etag=said.etag(exchange.headers) if is_complete else None,
            last_modified=said.last_modified(exchange.headers) if is_complete else None,
            moved_to=moved_to,
            fresh_for=said.fresh_for(exchange.headers, self._clock()),
            is_complete=is_complete,
        )

    def _refusal(self, exchange: Exchange) -> NoReturn:
        """Say what an unhappy status means; close the host's door when it asked for that."""
        status, url = exchange.status, without_secrets(exchange.url)
        span = said.retry_after(exchange.headers, self._clock())
        if status == 429 or (status == 503 and span):
            span = span or self._settings.busy_for
            self._gate.close_door(host_of(exchange.url), min(span, timedelta(days=1)))
        if status == 410:
            raise FetchError(url, "gone (410)", kind="gone", status=status)
        if status in {403, 503} and is_challenge(exchange.headers, self._start_of(exchange)):
            raise FetchError(url, f"a challenge page for humans ({status})", kind="blocked", status=status, retry_after=span)
        if status == 403:
            raise FetchError(url, "refused to us (403)", kind="blocked", status=status)
        raise FetchError(url, f"status {status}", kind="http", status=status, retry_after=span)

    def _start_of(self, exchange: Exchange) -> bytes:
        try:
            return exchange.read(BAD_PAGE)[0]
        except FetchError:
            return b""

    def _load_robots(self, url: str) -> tuple[int, bytes]:
        try:
            answer = self._walk(Request(url=url, kind="probe"))
        except FetchError as error:
            if error.status and 400 <= error.status < 500 and error.status != 429:
                return error.status, b""
            raise
        return answer.status, answer.body


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port
