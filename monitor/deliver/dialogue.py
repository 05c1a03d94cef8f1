"""One conversation with a mail server: a total deadline, bounded replies, verified TLS, one login, one recipient.

smtplib's own reader waits for ever and keeps whatever it is sent, its STARTTLS takes any certificate unless told
otherwise, its login tries every method the server names and its context manager raises when QUIT is answered badly
after the mail was accepted. What it does well is kept: the commands and the reading of EHLO.
"""

from __future__ import annotations

import base64
import re
import select
import smtplib
import ssl
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.net import Deadline
from monitor.net.dial import dial

if TYPE_CHECKING:
    import socket

LONGEST_REPLY = 64 * 1024
PATIENCE = 0.01
"""So long, in seconds, a server that breaks off in the middle is given to show it before the final dot is sent."""

PARTING = 2.0
"""So long, in seconds, an answer to QUIT is waited for: the mail is already accepted."""

Reply = tuple[int, bytes]


class BrokenDialogueError(Exception):
    """The server left, or does not speak SMTP."""


class UnsafeDialogueError(Exception):
    """No safe connection could be made."""


class Dialogue(smtplib.SMTP):
    """smtplib's session with our own reader and limits. Raises OSError, BrokenDialogueError or UnsafeDialogueError."""

    def __init__(self, *, deadline: Deadline, connect: timedelta, tls: ssl.SSLContext | None, name: str) -> None:
        super().__init__(local_hostname=name or "localhost")
        self._deadline = deadline
        self._connect = connect
        self._tls = tls
        self._name = name
        self._unread = b""
        self.is_met = False
        """Whether the server is ready for mail: until then nothing that goes wrong is about this one."""
        self.is_all_said = False
        """Whether the final dot went out: from then on no answer means that nobody knows."""

    def open(self, host: str, port: int) -> Reply:
        """Connect, and read the greeting."""
        self._host = host
        return self.connect(host, port)

    def greet(self) -> Reply:
        """EHLO, or HELO where the server does not know it."""
        reply = self.ehlo()
        return reply if reply[0] == 250 else self.helo()

    def secure(self, context: ssl.SSLContext) -> Reply:
        """STARTTLS and a new greeting; whatever was said before it is forgotten."""
        reply = self.docmd("STARTTLS")
        if reply[0] != 220:
            return reply
        if self._unread:
            raise UnsafeDialogueError("the server spoke on in plain text after STARTTLS")
        self.sock = _wrapped(self._line, context, self._host)
        self.ehlo_resp = self.helo_resp = None
        self.esmtp_features = {}
        self.does_esmtp = False
        return self.greet()

    def log_in(self, user: str, password: str) -> Reply | None:
        """One login by the first method both sides know; None when there is none."""
        methods = self.esmtp_features.get("auth", "").upper().split()
        if "PLAIN" in methods:
            return self.docmd("AUTH", "PLAIN " + _base64(f"\0{user}\0{password}"))
        if "LOGIN" in methods:
            reply = self.docmd("AUTH", "LOGIN " + _base64(user))
            return self.docmd(_base64(password)) if reply[0] == 334 else reply
        return None

    def hand_over(self, message: bytes) -> Reply:
        """DATA, the message, the dot, and the answer to it. The message is sent as it is, with every line end made CRLF."""
        reply = self.docmd("DATA")
        if reply[0] != 354:
            return reply
        text = re.sub(rb"\r\n|\r|\n", b"\r\n", message)
        text = re.sub(rb"(?m)^\.", b"..", text)
        self.send(text if text.endswith(b"\r\n") else text + b"\r\n")
        if self._has_spoken():
            reply = self.getreply()
            if reply[0] < 400:
                raise BrokenDialogueError("the server answered before the message was complete")
            return reply
        self.send(b".\r\n")
        self.is_all_said = True
        return self.getreply()

    def part(self) -> None:
        """Say QUIT; how it is answered does not matter any more."""
        self._deadline.at = min(self._deadline.at, time.monotonic() + PARTING)
        try:
            self.docmd("QUIT")
        except (OSError, smtplib.SMTPException, BrokenDialogueError):
            return
        finally:
            self.close()

    # -- what smtplib calls

    @property
    def _line(self) -> socket.socket:
        if self.sock is None:
            raise BrokenDialogueError("the server closed the connection")
        return self.sock

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        sock = dial(host, port, deadline=self._deadline, each=self._connect)
        if not self._name:
            self.local_hostname = _literal(sock.getsockname()[0])
        if self._tls is None:
            return sock
        return _wrapped(sock, self._tls, host)

    def getreply(self) -> Reply:
        """One reply, of any number of lines, within the deadline and LONGEST_REPLY. Raises BrokenDialogueError."""
        lines: list[bytes] = []
        said = 0
        while True:
            line = self._read_line(LONGEST_REPLY - said)
            said += len(line)
            if not re.match(rb"[2-5]\d\d(?:[ -]|\r?\n)", line):
                self.close()
                raise BrokenDialogueError("what answers there does not speak SMTP")
            lines.append(line[4:].strip())
            if line[3:4] != b"-":
                return int(line[:3]), b"\n".join(lines)

    def _read_line(self, limit: int) -> bytes:
        while b"\n" not in self._unread:
            if len(self._unread) >= limit:
                self.close()
                raise BrokenDialogueError("the server's reply does not end")
            self._line.settimeout(self._deadline.left)
            some = self._line.recv(4096)
            if not some or self._deadline.is_over:
                self.close()
                raise BrokenDialogueError("no answer in time" if self._deadline.is_over else "the server closed the connection")
            self._unread += some
        line, _, self._unread = self._unread.partition(b"\n")
        return line + b"\n"

    def _has_spoken(self) -> bool:
        """Whether the server said something, or left, before the message was complete."""
        return bool(self._unread) or bool(select.select([self._line], [], [], PATIENCE)[0])


def _wrapped(sock: socket.socket, context: ssl.SSLContext, host: str) -> ssl.SSLSocket:
    """The same line under TLS, the certificate checked against the host's name."""
    try:
        return context.wrap_socket(sock, server_hostname=host)
    except ssl.SSLCertVerificationError as error:
        raise UnsafeDialogueError(f"certificate: {error.verify_message}") from error
    except (ssl.SSLError, ConnectionError) as error:
        # A server that knows no TLS of today often just hangs up.
        raise UnsafeDialogueError(f"handshake: {getattr(error, 'reason', None) or error.strerror or error}") from error


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")


def _literal(address: str) -> str:
    """How a machine without a name introduces itself (RFC 5321, 4.1.3)."""
    return f"[IPv6:{address}]" if ":" in address else f"[{address}]"
