"""A web server on loopback that answers posts as told and keeps them."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

Respond = Callable[["Posted"], tuple[int, dict[str, str], bytes]]


@dataclass
class Posted:
    path: str
    headers: dict[str, str]
    body: bytes


def taken(_posted: Posted) -> tuple[int, dict[str, str], bytes]:
    return 200, {}, b"ok"


@dataclass
class WebServer:
    """`respond` makes the answer; `break_off` is hang, reset or drip instead of one."""

    respond: Respond = taken
    break_off: str = ""
    posts: list[Posted] = field(default_factory=list)
    port: int = 0

    def __enter__(self) -> Self:
        office, self._is_over = self, threading.Event()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                posted = Posted(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
                office.posts.append(posted)
                if office.break_off:
                    with contextlib.suppress(OSError):
                        office._break(self)
                    return
                status, headers, answer = office.respond(posted)
                self.send_response(status)
                for name, value in ({"Content-Length": str(len(answer))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                with contextlib.suppress(OSError):
                    self.wfile.write(answer)

            def log_message(self, *_: Any) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook/T0KEN-canary-9"

    def _break(self, handler: BaseHTTPRequestHandler) -> None:
        sock = handler.connection
        if self.break_off == "reset":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            handler.rfile.close()
            handler.wfile.close()
            socket.close(sock.detach())
        elif self.break_off == "drip":
            sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")
            for _ in range(5000):
                sock.sendall(b"x")
                if self._is_over.wait(0.05):
                    return
        else:
            self._is_over.wait(10)
