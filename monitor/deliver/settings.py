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
    host: str
    """The server's name; its certificate must carry it."""
    port: int = 587
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
    folder: str
    """Made when missing."""
    formats: tuple[Literal["eml", "html", "txt"], ...] = ("eml", "html", "txt")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveSettings:
    """A folder of pages ready for any web server, with an index, Atom and JSON Feed."""

    kind: Literal["archive"]
    folder: str
    base_url: str = ""
    """Where the folder is served; mails link to it when it is set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSettings:
    """An address that takes JSON by POST."""

    kind: Literal["webhook"]
    url: Secret
    form: Literal["json", "slack"] = "json"
    """`json` is the whole edition, signed; `slack` is what Slack and its likes take."""
    secret: Secret = Secret("")
    """Signs the body: `X-Monitor-Signature: sha256=…` (HMAC, RFC 2104)."""
    deadline: timedelta = timedelta(seconds=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatSettings:
    """A chat service by its Apprise address."""

    kind: Literal["chat"]
    url: Secret
    """See the Apprise documentation for the address of each service. It holds the service's token."""
    limit: int = 3_000
    """Longest message in characters; longer digests are split between stories."""


ChannelSettings = SmtpSettings | FileSettings | ArchiveSettings | WebhookSettings | ChatSettings
