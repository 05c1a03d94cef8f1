"""The channels as the operator writes them down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from monitor.model import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpSettings:
    """A mail server that takes messages."""

    kind: Literal["smtp"]
    """A mail server."""
    host: str
    """The server's name; its certificate must carry it."""
    port: int = 587
    """587 for `starttls`, usually 465 for `tls`, 25 for a relay."""
    security: Literal["starttls", "tls", "none"] = "starttls"
    """`starttls` and `tls` verify the certificate; `none` is for a relay on this machine."""
    user: str = ""
    """Login name; none where empty."""
    password: Secret = Secret("")
    """As `${NAME}` or `file:/path`, never in the file."""
    sender: str = "monitor@localhost"
    """The From address."""
    sender_name: str = ""
    """The name beside it; the digest's where empty."""
    reply_to: str = ""
    """Where answers go; the sender where empty."""
    helo: str = ""
    """The name this machine says; found out where empty."""
    deadline: timedelta = timedelta(minutes=3)
    """A session that takes longer is ended and tried again later."""
    ca_file: str | None = None
    """Further certificate authorities to trust, as PEM."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSettings:
    """A folder that gets each message as files."""

    kind: Literal["file"]
    """A folder."""
    folder: str
    """Made when missing."""
    formats: tuple[Literal["eml", "html", "txt"], ...] = ("eml", "html", "txt")
    """Which files are written for each message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveSettings:
    """A folder of pages ready for any web server, with an index, Atom and JSON Feed."""

    kind: Literal["archive"]
    """Pages of every edition."""
    folder: str
    """Where the pages are written; made when missing."""
    base_url: str = ""
    """Where the folder is served; mails link to it when it is set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSettings:
    """An address that takes JSON by POST."""

    kind: Literal["webhook"]
    """A program that takes JSON."""
    url: Secret
    """Where it listens. Such addresses are keys to what they open, so they are written as secrets."""
    form: Literal["json", "slack"] = "json"
    """`json` is the whole edition, signed; `slack` is what Slack and its likes take."""
    secret: Secret = Secret("")
    """Signs `timestamp.body`: `X-Monitor-Timestamp`, `X-Monitor-Signature: sha256=…` (HMAC, RFC 2104). Two keys, separated by a
    space, sign twice, so that a receiver can change from one to the other."""
    deadline: timedelta = timedelta(seconds=20)
    """An answer that takes longer counts as unknown; the delivery is tried again with the same `Idempotency-Key`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatSettings:
    """A chat service by its Apprise address."""

    kind: Literal["chat"]
    """A chat service."""
    url: Secret
    """See the Apprise documentation for the address of each service. It holds the service's token."""
    limit: int = 3_000
    """Longest message in characters; longer digests are split between stories."""


ChannelSettings = SmtpSettings | FileSettings | ArchiveSettings | WebhookSettings | ChatSettings
