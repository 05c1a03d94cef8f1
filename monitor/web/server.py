"""A configuration and a pulse in, a listening server out: few connections, each with a total deadline."""

from __future__ import annotations

import io
import socketserver
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from wsgiref.simple_server import ServerHandler, WSGIRequestHandler, WSGIServer

from monitor.errors import StoreError
from monitor.events import EventLog
from monitor.net import Deadline
from monitor.web.application import Application
from monitor.web.metrics import Stock
from monitor.web.pulse import Pulse
from monitor.web.subscriptions import Subscription, Subscriptions

if TYPE_CHECKING:
    import socket

    from monitor.config import Config

log = EventLog("monitor.web")

MOST_AT_ONCE = 16
"""Connections served at a time; further ones are closed at once, so that nobody can take all the threads."""

DEADLINE = timedelta(seconds=10)
"""For one connection, from the first byte of the request to the last of the answer."""

LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})


@contextmanager
def serving(config: Callable[[], Config], pulse: Pulse) -> Iterator[str]:
    """Serve while the context lasts; the address, or an empty one when it is switched off or cannot be had (the log says why).

    `config` gives the configuration of the moment, so that a reload counts at once.
    """
    settings = config().web
    if not settings.enabled:
        yield ""
        return

    def answer(environ: Any, start_response: Any) -> Iterable[bytes]:
        return application(config(), pulse)(environ, start_response)

    try:
        server = Server((settings.listen, settings.port), answer)
    except OSError as error:
        log.error("web_not_served", listen=settings.listen, port=settings.port, reason=error.strerror or str(error))
        yield ""
        return
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.2}, name="web", daemon=True)
    thread.start()
    address = f"http://{settings.listen}:{server.server_port}"
    log.info("web_served", address=address)
    try:
        yield address
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def application(config: Config, pulse: Pulse) -> Application:
    """The pages of a configuration."""
    from monitor import app

    def ask() -> Stock | None:
        try:
            with app.open_store(config) as store:
                return Stock(counts=store.counts(), feeds=Counter(due.state.status for due in store.feeds()))
        except StoreError:
            return None

    def unsubscribe(found: Subscription) -> None:
        with app.open_store(config) as store:
            store.record_unsubscribe(found.digest, found.recipient, pulse.clock())

    own = (config.web.listen, *config.web.names)
    return Application(
        pulse=pulse,
        subscriptions=Subscriptions.of(config.digests, config.imprint.key),
        ask=ask,
        unsubscribe=unsubscribe,
        own_hosts=LOCAL | {f"[{name}]" if ":" in name else name.lower() for name in own},
        public_hosts=frozenset(filter(None, (urlsplit(config.imprint.unsubscribe_url).hostname,))),
    )


class Handler(WSGIRequestHandler):
    """wsgiref's handler, quiet, with a deadline and without its name."""

    server_version = "monitor"
    sys_version = ""
    timeout = DEADLINE.total_seconds()

    def handle(self) -> None:
        """One request, cut at the deadline however slowly its bytes come."""
        with Deadline(DEADLINE) as deadline:
            deadline.watch(self.connection)
            try:
                super().handle()
            except OSError:
                # The other side left, or the deadline came.
                return

    def get_stderr(self) -> Any:
        """Our log: wsgiref writes a traceback there."""
        return _Log()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a path may hold a token."""


class _Log(io.StringIO):
    """A stream that turns what was written into one event."""

    def flush(self) -> None:
        """Log it, and forget it."""
        if text := self.getvalue().strip():
            log.error("web_request_failed", reason=text)
        self.seek(0)
        self.truncate()


class Server(socketserver.ThreadingMixIn, WSGIServer):
    """A thread for each of a few connections."""

    daemon_threads = True
    request_queue_size = 32

    def __init__(self, address: tuple[str, int], app: Any) -> None:
        if ":" in address[0]:
            import socket

            self.address_family = socket.AF_INET6
        self._room = threading.BoundedSemaphore(MOST_AT_ONCE)
        super().__init__(address, Handler)
        self.set_app(app)

    def server_bind(self) -> None:
        """Without asking a name server for our own name, as the standard library would."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])
        self.setup_environ()

    def process_request(self, request: socket.socket | Any, client_address: Any) -> None:
        """Serve it where there is room."""
        if not self._room.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """In its own thread; the room is free again afterwards."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._room.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """An error that a request caused is logged with its place, and ends that request only."""
        log.exception("web_request_failed")


ServerHandler.server_software = "monitor"
