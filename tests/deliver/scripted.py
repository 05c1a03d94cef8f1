"""A mail server on loopback that answers as a script says: replies by command, or breaks of every kind."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from typing import Any, Self

REPLIES = {
    "banner": "220 mx.test ESMTP",
    "EHLO": "250-mx.test\r\n250-8BITMIME\r\n250 HELP",
    "HELO": "250 mx.test",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    ".": "250 2.0.0 queued as 7",
    "QUIT": "221 bye",
    "RSET": "250 ok",
}


@dataclass
class ScriptedServer:
    """Every connection is served by a thread; `messages` holds what was accepted, `commands` what was said."""

    script: dict[str, Any] = field(default_factory=dict)
    messages: list[bytes] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    recipients: int = 0
    port: int = 0

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._is_over = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        # Closing alone does not wake the thread that accepts.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while not self._is_over.is_set():
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        with sock, contextlib.suppress(OSError, ValueError):
            self._answer(sock, "banner")
            with sock.makefile("rb") as lines:
                while line := lines.readline():
                    word, space, rest = line.decode("utf-8", "replace").rstrip("\r\n").partition(" ")
                    self.commands.append(word.upper() + space + rest)
                    verb = line[:4].decode("ascii", "replace").upper()
                    if not self._answer(sock, verb) or verb == "QUIT":
                        return
                    if verb == "DATA" and self._reply(verb).startswith("354"):
                        self._take(sock, lines)

    def _take(self, sock: socket.socket, lines: Any) -> None:
        if "mid-body" in self.script:
            lines.read(1000)
            self._break(sock, self.script["mid-body"])
        body = b""
        while (line := lines.readline()) != b".\r\n":
            if not line:
                return
            body += line[1:] if line.startswith(b".") else line
        if self._reply(".").startswith("250"):
            self.messages.append(body)
        self._answer(sock, ".")

    def _reply(self, verb: str) -> str:
        if verb == "RCPT" and "RCPT_pattern" in self.script:
            return f"{self.script['RCPT_pattern'][self.recipients]} as scripted"
        return self.script.get(verb, REPLIES.get(verb, "502 what"))

    def _answer(self, sock: socket.socket, verb: str) -> bool:
        reply = self._reply(verb)
        if verb == "RCPT":
            self.recipients += 1
        if reply in BREAKS:
            self._break(sock, reply)
            return False
        sock.sendall(reply.encode() + b"\r\n")
        return True

    def _break(self, sock: socket.socket, how: str) -> None:
        BREAKS[how](self, sock)

    # -- ways to fail

    def _close(self, sock: socket.socket) -> None:
        sock.shutdown(socket.SHUT_RDWR)

    def _reset(self, sock: socket.socket) -> None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        # makefile holds a second reference to the descriptor: detach and close it for a real RST.
        socket.close(sock.detach())
        raise OSError("reset")

    def _hang(self, _sock: socket.socket) -> None:
        self._is_over.wait(30)

    def _drip(self, sock: socket.socket) -> None:
        for byte in b"250 " + b"o" * 10_000:
            sock.sendall(bytes([byte]))
            if self._is_over.wait(0.05):
                return

    def _endless(self, sock: socket.socket) -> None:
        while not self._is_over.is_set():
            sock.sendall(b"x" * 4096)

    def _endless_lines(self, sock: socket.socket) -> None:
        while not self._is_over.is_set():
            sock.sendall(b"250-more\r\n" * 400)

    def _megabyte(self, sock: socket.socket) -> None:
        sock.sendall(b"250 " + b"x" * 2**20 + b"\r\n")
        time.sleep(0.05)

    def _binary(self, sock: socket.socket) -> None:
        sock.sendall(bytes(range(256)) + b"\r\n")


BREAKS: dict[str, Any] = {
    "close": ScriptedServer._close,
    "hang": ScriptedServer._hang,
    "rst": ScriptedServer._reset,
    "drip-reply": ScriptedServer._drip,
    "endless": ScriptedServer._endless,
    "endless-multiline": ScriptedServer._endless_lines,
    "line 1 MB": ScriptedServer._megabyte,
    "binary": ScriptedServer._binary,
}
