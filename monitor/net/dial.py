"""The operator's own host and port in, a connected socket out, within the deadline: for protocols other than HTTP."""

from __future__ import annotations

import socket
from datetime import timedelta

from monitor.net.deadline import Deadline
from monitor.net.resolve import bounded


def dial(host: str, port: int, *, deadline: Deadline, each: timedelta) -> socket.socket:
    """A connection to the first address that takes one, `each` tried so long; the deadline cuts it. Raises OSError.

    The operator named this host, so private addresses are fine: mail servers stand on them.
    """
    last: OSError | None = None
    for family, kind, protocol, _, address in bounded(socket.getaddrinfo, deadline)(host, port, 0, socket.SOCK_STREAM):
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(min(each.total_seconds(), deadline.left))
            deadline.watch(sock)
            sock.connect(address)
            sock.settimeout(deadline.left)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            sock.close()
            last = error
        else:
            return sock
    raise last or OSError(f"{host} has no address")
