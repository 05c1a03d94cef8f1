"""A finished mail in, the server's own words out: one session and one recipient a message, every refusal by its kind."""

from __future__ import annotations

import base64
import platform
import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from ipaddress import ip_address

from monitor.deliver.dialogue import BrokenDialogueError, Dialogue, Reply, UnsafeDialogueError
from monitor.deliver.settings import SmtpSettings
from monitor.errors import DeliveryError, DeliveryProblem
from monitor.model import Delivery
from monitor.net import Deadline
from monitor.text import clean_line
from monitor.text.mail_address import mail_address

FULL_MAILBOX = 552
"""At RCPT a full mailbox, which may be emptied (RFC 5321, 4.5.3.1.10); anywhere else a message that is too big."""

ENHANCED = re.compile(rb"\s*5\.(\d{1,3}\.\d{1,3})\b")
"""5.3.4 is a message too big for the system, 5.2.3 one too big for this mailbox."""

LOGIN_REFUSED = frozenset({530, 534, 535, 538, 550, 554})


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpChannel:
    """A mail server, met once for each delivery."""

    name: str
    settings: SmtpSettings
    connect: timedelta = timedelta(seconds=10)

    def send(self, delivery: Delivery) -> str:
        """Hand one mail over; the server's answer to it. Raises DeliveryError."""
        if delivery.kind != "mail":
            raise DeliveryError(f"channel {self.name} takes mails and not {delivery.kind}", kind="permanent")
        recipient = _address(delivery.recipient)
        with Deadline(self.settings.deadline) as deadline:
            dialogue = Dialogue(
                deadline=deadline,
                connect=self.connect,
                tls=self._context() if self.settings.security == "tls" else None,
                name=self.settings.helo or _own_name(),
            )
            try:
                return self._hand_over(dialogue, recipient, delivery.payload)
            except UnsafeDialogueError as error:
                if deadline.is_over:
                    raise self._broken(dialogue, deadline, error) from error
                raise DeliveryError(f"no safe connection; nothing was sent ({_words(error)})", kind="tls") from error
            except (OSError, smtplib.SMTPException, BrokenDialogueError) as error:
                raise self._broken(dialogue, deadline, error) from error
            finally:
                dialogue.close()

    # -- the steps

    def _hand_over(self, dialogue: Dialogue, recipient: str, message: bytes) -> str:
        _expect(dialogue.open(self.settings.host, self.settings.port), "greeting", is_whole=True)
        _expect(dialogue.greet(), "EHLO", is_whole=True)
        if self.settings.security == "starttls":
            self._secure(dialogue)
        if self.settings.user:
            self._log_in(dialogue)
        dialogue.is_met = True
        sender = _address(self.settings.sender)
        _expect(dialogue.mail(sender, self._options(dialogue, (sender, recipient), message)), "MAIL FROM")
        _expect_recipient(dialogue.rcpt(recipient))
        answer = _expect(dialogue.hand_over(message), "message" if dialogue.is_all_said else "DATA")
        dialogue.part()
        return answer

    def _secure(self, dialogue: Dialogue) -> None:
        if not dialogue.has_extn("starttls"):
            raise DeliveryError("the server offers no STARTTLS; nothing was sent", kind="tls")
        code, words = dialogue.secure(self._context())
        if code != 250:
            raise DeliveryError(f"STARTTLS: {_shown((code, words))}", kind=_kind(code), is_whole=True)

    def _log_in(self, dialogue: Dialogue) -> None:
        if self.settings.security == "none" and not _is_this_machine(dialogue):
            raise DeliveryError("no password is sent without TLS to another machine; set security: starttls or tls", kind="tls")
        password = self.settings.password.reveal()
        reply = dialogue.log_in(self.settings.user, password)
        if reply is None:
            raise DeliveryError("the server offers no login that is known here (PLAIN, LOGIN); the password was not sent", kind="auth")
        if reply[0] not in {235, 503}:
            kind: DeliveryProblem = "auth" if reply[0] in LOGIN_REFUSED else _kind(reply[0])
            raise DeliveryError(_without(f"login: {_shown(reply)}", self.settings.user, password), kind=kind, is_whole=True)

    def _options(self, dialogue: Dialogue, addresses: tuple[str, str], message: bytes) -> tuple[str, ...]:
        options = []
        most = dialogue.esmtp_features.get("size", "")
        if dialogue.has_extn("size"):
            if most.isdecimal() and 0 < int(most) < len(message):
                what = f"the server takes no more than {most} bytes, the message has {len(message)}"
                raise DeliveryError(what, kind="permanent", largest=int(most))
            options.append(f"SIZE={len(message)}")
        if not message.isascii() and dialogue.has_extn("8bitmime"):
            options.append("BODY=8BITMIME")
        if not all(address.isascii() for address in addresses):
            if not dialogue.has_extn("smtputf8"):
                raise DeliveryError("the server takes no address with letters beyond ASCII", kind="permanent")
            options.append("SMTPUTF8")
        return tuple(options)

    def _context(self) -> ssl.SSLContext:
        return _context(self.settings.ca_file)

    def _broken(self, dialogue: Dialogue, deadline: Deadline, error: Exception) -> DeliveryError:
        words = "the session was not finished before its deadline" if deadline.is_over else _words(error)
        if dialogue.is_all_said:
            return DeliveryError(f"all was sent, no answer came ({words}); it may have arrived", kind="unknown")
        is_whole = deadline.is_over or not dialogue.is_met
        return DeliveryError(f"{self.settings.host}:{self.settings.port}: {words}", kind="temporary", is_whole=is_whole)


# -- what a reply means


def _expect(reply: Reply, step: str, *, is_whole: bool = False) -> str:
    code, _ = reply
    if 200 <= code < 300:
        return _shown(reply)
    is_too_big = _kind(code) == "permanent" and _is_about_size(reply)
    too_big = "the message is too big: " if is_too_big else ""
    raise DeliveryError(f"{step}: {too_big}{_shown(reply)}", kind=_kind(code), is_whole=is_whole, largest=0 if is_too_big else None)


def _expect_recipient(reply: Reply) -> None:
    if reply[0] == FULL_MAILBOX:
        raise DeliveryError(f"RCPT TO: {_shown(reply)}", kind="temporary")
    _expect(reply, "RCPT TO")


def _is_about_size(reply: Reply) -> bool:
    """By the enhanced status where there is one (RFC 3463), else by the code."""
    code, words = reply
    status = ENHANCED.match(words)
    return status[1] in {b"3.4", b"2.3"} if status else code == FULL_MAILBOX


def _kind(code: int) -> DeliveryProblem:
    return "permanent" if 500 <= code < 600 else "temporary"


def _shown(reply: Reply) -> str:
    code, words = reply
    return clean_line(f"{code} {words.decode('utf-8', 'replace')}", limit=200)


def _words(error: Exception) -> str:
    return clean_line(str(getattr(error, "strerror", None) or error) or type(error).__name__, limit=200)


def _without(text: str, *secrets: str) -> str:
    """A server may repeat what it was told."""
    user, password = secrets
    spellings = [password, *(base64.b64encode(word.encode()).decode() for word in (password, f"\0{user}\0{password}"))]
    for spelling in spellings:
        text = text.replace(spelling, "***") if spelling else text
    return text


# -- names and certificates


def _address(text: str) -> str:
    try:
        return mail_address(text)
    except ValueError as error:
        raise DeliveryError(str(error), kind="permanent") from error


def _own_name() -> str:
    """This machine's full name, without asking a name server; empty where it has none."""
    name = platform.node()
    with suppress(ValueError):
        mail_address(f"x@{name}")
        return name if "." in name else ""
    return ""


def _is_this_machine(dialogue: Dialogue) -> bool:
    return dialogue.sock is not None and ip_address(dialogue.sock.getpeername()[0]).is_loopback


@lru_cache(maxsize=8)
def _context(ca_file: str | None) -> ssl.SSLContext:
    """Certificates are verified always, with the server's name."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file:
        try:
            context.load_verify_locations(ca_file)
        except OSError as error:
            raise DeliveryError(f"ca_file {ca_file!r} cannot be read: {_words(error)}", kind="tls") from error
    return context
