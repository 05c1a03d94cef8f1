"""requests with its connections pinned: every socket opens to an address that was just checked, with one TLS context for all."""

from __future__ import annotations

import ssl
import threading
from typing import Any

import certifi
from requests.adapters import HTTPAdapter
from ssrfguard import Policy, connect, resolve
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from monitor.net.address import check_url
from monitor.net.deadline import Deadline
from monitor.net.resolve import Resolver, bounded
from monitor.net.settings import NetSettings


class Current(threading.local):
    """The exchange that this thread is in: its deadline, and whether its connection had been used before.

    urllib3 has no way to hand either through.
    """

    deadline: Deadline
    is_reused: bool = False


CURRENT = Current()


class Transport(HTTPAdapter):
    """An adapter to be used by `send` alone: a requests session would read the bodies of redirects."""

    def __init__(self, settings: NetSettings, policy: Policy, resolver: Resolver) -> None:
        self._context = tls_context(settings)
        self._pools = _pool_classes(settings, policy, resolver)
        super().__init__(pool_connections=settings.pools, pool_maxsize=4)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: Any) -> None:
        """Pools of pinned connections that share one TLS context: making one costs 30 ms of CPU."""
        super().init_poolmanager(connections, maxsize, block=block, ssl_context=self._context, **pool_kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Nothing: the shared context verifies, always. The stock method loads the CA bundle once for each host."""


def tls_context(settings: NetSettings) -> ssl.SSLContext:
    """The one context: certifi's authorities, TLS 1.2 at least, the name in the certificate's SAN."""
    context = ssl.create_default_context(cafile=certifi.where())
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.hostname_checks_common_name = False
    if settings.ca_file:
        context.load_verify_locations(cafile=settings.ca_file)
    if settings.trust_env:
        context.load_default_certs()
    return context


def _pool_classes(settings: NetSettings, policy: Policy, resolver: Resolver) -> dict[str, type[HTTPConnectionPool]]:
    """Pool classes by scheme. Closures, because a pool manager passes no values of ours down to a connection."""
    attempt = settings.connect.total_seconds()

    def open_socket(scheme: str, host: str, port: int, options: Any) -> Any:
        deadline = CURRENT.deadline
        literal = f"[{host}]" if ":" in host else host
        target = check_url(f"{scheme}://{literal}:{port}/", policy)
        addresses = resolve(target, policy=policy, resolver=bounded(resolver, deadline))
        sock = connect(addresses, policy=policy, timeout=min(attempt, deadline.left), socket_options=options)
        deadline.watch(sock)
        sock.settimeout(deadline.left)
        return sock

    class PinnedConnection(HTTPConnection):
        uses = 0

        def _new_conn(self) -> Any:
            self.uses = 0
            return open_socket("http", self._dns_host, self.port, self.socket_options)

        def request(self, *args: Any, **kwargs: Any) -> None:
            note_use(self.sock, self.uses)
            super().request(*args, **kwargs)
            self.uses += 1

    class PinnedTlsConnection(HTTPSConnection):
        uses = 0

        def _new_conn(self) -> Any:
            self.uses = 0
            return open_socket("https", self._dns_host, self.port, self.socket_options)

        def request(self, *args: Any, **kwargs: Any) -> None:
            note_use(self.sock, self.uses)
            super().request(*args, **kwargs)
            self.uses += 1

    class PinnedPool(HTTPConnectionPool):
        ConnectionCls = PinnedConnection

    class PinnedTlsPool(HTTPSConnectionPool):
        ConnectionCls = PinnedTlsConnection

    def note_use(sock: Any, uses: int) -> None:
        CURRENT.is_reused = sock is not None and uses > 0
        if CURRENT.is_reused:
            CURRENT.deadline.watch(sock)

    return {"http": PinnedPool, "https": PinnedTlsPool}
