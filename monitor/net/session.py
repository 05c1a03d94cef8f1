"""One request in, one answer out: guarded, within a deadline, bounded in decoded bytes. Redirects are answers like any other."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from monitor.errors import FetchError
from monitor.net.address import check_url, guard, without_secrets
from monitor.net.deadline import Deadline
from monitor.net.failure import is_about_tls, translated
from monitor.net.resolve import Resolver
from monitor.net.settings import NetSettings

if TYPE_CHECKING:
    from requests import PreparedRequest

    from monitor.net.transport import Transport

CHUNK = 64 * 1024
CODINGS = {"gzip", "x-gzip", "deflate", "br", "zstd", "identity", ""}
ACCEPT_ENCODING = "gzip, deflate, br, zstd"


@dataclass(frozen=True, slots=True)
class Exchange:
    """An answer whose body is still on the wire. Header names are lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    _raw: Any
    _deadline: Deadline

    def read(self, limit: int) -> tuple[bytes, bool]:
        """The decoded body and whether it is all there; raises FetchError beyond `limit` bytes."""
        from urllib3.exceptions import DecodeError, HTTPError

        body = bytearray()
        self._check_coding()
        with translated(self.url, self._deadline):
            try:
                for chunk in self._raw.stream(CHUNK, decode_content=True):
                    body += chunk
                    if len(body) > limit:
                        raise FetchError(without_secrets(self.url), f"more than {limit} bytes", kind="too_big")
            except DecodeError:
                raise
            except (HTTPError, OSError) as error:
                # The connection broke in the middle; what came may hold whole items. Broken encryption is another matter.
                if self._deadline.is_over or not body or is_about_tls(error):
                    raise
                return bytes(body), False
        if self._deadline.is_over:
            # A body without a length just ends when the deadline cuts it.
            raise FetchError(without_secrets(self.url), "not finished before the deadline", kind="timeout")
        return bytes(body), True

    def _check_coding(self) -> None:
        codings = {coding.strip().lower() for coding in self.headers.get("content-encoding", "").split(",")}
        if not codings <= CODINGS:
            raise FetchError(without_secrets(self.url), f"unknown content coding {sorted(codings - CODINGS)}", kind="encoding")


class Session:
    """Pooled connections behind the guard. Safe to use from many threads; keeps no cookies."""

    def __init__(self, settings: NetSettings | None = None, *, resolver: Resolver | None = None) -> None:
        self._settings = settings or NetSettings()
        self._resolver = resolver or socket.getaddrinfo

    @contextmanager
    def exchange(
        self, method: str, url: str, *, headers: Mapping[str, str], deadline: Deadline, body: bytes | None = None
    ) -> Iterator[Exchange]:
        """Send one request and give its answer; its connection is kept for the next one only when there is no body left to read."""
        from monitor.net.transport import CURRENT

        self.check(url)
        CURRENT.deadline = deadline
        with translated(url, deadline):
            request = self._prepared(method, url, headers, body)
            response = self._sent(request, deadline)
        raw: Any = response.raw
        try:
            names: dict[str, str] = {name.lower(): value for name, value in response.headers.items()}
            yield Exchange(url, response.status_code, names, raw, deadline)
        finally:
            if raw.length_remaining == 0:
                raw.drain_conn()
            raw.close()

    def check(self, url: str) -> None:
        """Raise FetchError unless this URL may be asked for, as far as that shows without asking a name server."""
        check_url(url, self._policy)

    def close(self) -> None:
        """Close every pooled connection."""
        if "_transport" in self.__dict__:
            self._transport.close()

    @cached_property
    def _policy(self) -> Any:
        return guard(self._settings.allow)

    @cached_property
    def _transport(self) -> Transport:
        from monitor.net.transport import Transport

        return Transport(self._settings, self._policy, self._resolver)

    def _sent(self, request: PreparedRequest, deadline: Deadline) -> Any:
        """The answer's head. A kept connection that its server had meanwhile closed is no failure: asked again, on another one."""
        from requests import ConnectionError as NoConnection

        from monitor.net.transport import CURRENT

        proxies = self._proxies(request.url or "")
        while True:
            CURRENT.is_reused = False
            try:
                return self._transport.send(request, stream=True, timeout=deadline.left, proxies=proxies)
            except NoConnection:
                if not CURRENT.is_reused or request.method != "GET" or deadline.is_over:
                    raise

    def _prepared(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> PreparedRequest:
        from requests import PreparedRequest
        from requests.utils import get_netrc_auth

        request = PreparedRequest()
        auth = get_netrc_auth(url) if self._settings.trust_env else None
        request.prepare(method, url, headers={"Accept-Encoding": ACCEPT_ENCODING, **headers}, data=body, auth=auth)
        return request

    def _proxies(self, url: str) -> dict[str, str]:
        from requests.utils import get_environ_proxies

        return get_environ_proxies(url) if self._settings.trust_env else {}


@lru_cache(maxsize=4)
def shared_session(settings: NetSettings) -> Session:
    """The session for these settings: one pool and one TLS context a process."""
    return Session(settings)
