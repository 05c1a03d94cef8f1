"""A rendered edition and a recipient in, the bytes of one message out: the same bytes for the same input, on every machine."""

from __future__ import annotations

import binascii
import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from functools import lru_cache
from urllib.parse import quote

from monitor.digest.nouns import Rendered
from monitor.digest.settings import ChannelForm, Imprint, Recipient
from monitor.model import stable_id
from monitor.text import header
from monitor.text.mail_address import mail_address

POLICY = SMTP.clone(max_line_length=998)
"""At the usual 78 columns the standard library folds a long List-Unsubscribe into encoded words, which no receiver reads."""
BEYOND = bytes(range(128, 256))
BASE64_FROM = 6
"""One byte in so many beyond ASCII, and base64 is the shorter form; quoted-printable triples each of them."""
MOST_ANSWERED = 8
"""A correction names the messages it corrects; more of them than this find no place on a line."""
WRITTEN = frozenset(
    {
        "From",
        "To",
        "Reply-To",
        "Subject",
        "Date",
        "Message-ID",
        "In-Reply-To",
        "List-Id",
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
        "Auto-Submitted",
        "Precedence",
        "Content-Language",
        "MIME-Version",
        "Content-Type",
    }
)
"""Every header a message may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What one recipient's message needs beside the edition: which slot of which digest, and who sends it."""

    digest: str
    name: str
    period: str
    scheduled_at: datetime
    form: ChannelForm
    imprint: Imprint
    written_at: datetime | None = None
    """Its date, where that is not the slot's: an edition that comes days late would sink below what has been read."""
    corrects: tuple[str, ...] = ()
    """The periods of the earlier editions that its corrections and withdrawals are about."""

    @property
    def domain(self) -> str:
        """The host part of Message-ID and List-Id."""
        return self.imprint.domain or self.form.sender.rpartition("@")[2] or "localhost"

    @property
    def contact(self) -> str:
        """The operator's mail address."""
        return self.imprint.contact or self.form.reply_to or self.form.sender


def message_of(rendered: Rendered, envelope: Envelope, recipient: Recipient) -> bytes:
    """One message to one recipient. Raises ValueError when an address is none.

    What was rendered as a page belongs to nobody: it goes to the contact and has nothing to unsubscribe from.
    """
    place_holder = rendered.links.unsubscribe_url
    links = unsubscribe_links(envelope, recipient) if place_holder else ()
    if not place_holder:
        recipient = Recipient(address=envelope.contact)
    name = stable_id(envelope.digest, envelope.period, recipient.address)
    # A name that is not ASCII cannot be written otherwise; the server must know SMTPUTF8 (RFC 6531).
    message = EmailMessage(policy=POLICY if recipient.address.rpartition("@")[0].isascii() else POLICY.clone(utf8=True))
    for field, value in _headers(rendered, envelope, recipient, links).items():
        message[field] = value
    message["MIME-Version"] = "1.0"
    message["Content-Type"] = f'multipart/alternative; boundary="=_{name}"'
    message.set_payload([])
    for text, kind in ((rendered.text, "plain"), (rendered.html, "html")):
        message.attach(_part(text.replace(place_holder, links[-1]) if links else text, kind))
    data = message.as_bytes()
    _check(data, name)
    return data


def own_copy(rendered: Rendered, envelope: Envelope, recipient: Recipient) -> Rendered:
    """The edition as this recipient reads it: with their own link to unsubscribe where its place was kept."""
    place_holder = rendered.links.unsubscribe_url
    if not place_holder:
        return rendered
    link = unsubscribe_links(envelope, recipient)[-1]
    return replace(rendered, text=rendered.text.replace(place_holder, link), html=rendered.html.replace(place_holder, link))


def message_id(envelope: Envelope, recipient: str) -> str:
    """The same for the same slot and recipient after any crash, so that a repeat is recognised."""
    return f"<{stable_id(envelope.digest, envelope.period, recipient)}@{envelope.domain}>"


def unsubscribe_token(key: str, digest: str, recipient: str) -> str:
    """Opaque, one for each digest and recipient, and not to be made without the key."""
    return hmac.new(key.encode(), f"{digest}\x1f{recipient}".encode(), hashlib.sha256).hexdigest()[:32]


def unsubscribe_links(envelope: Envelope, recipient: Recipient) -> tuple[str, ...]:
    """The addresses to unsubscribe at: mailto, then https where there are pages for it."""
    token = unsubscribe_token(envelope.imprint.key.reveal(), envelope.digest, recipient.address)
    subject = quote(f"unsubscribe {envelope.digest} {token}", safe="")
    mailto = f"mailto:{quote(envelope.contact, safe='@')}?subject={subject}"
    base = envelope.imprint.unsubscribe_url
    return (mailto, f"{base.rstrip('/')}/{token}") if base.startswith("https://") else (mailto,)


def sent_size(text: str) -> int:
    """How many bytes a text takes as sent."""
    return len(encoded(text)[1])


def _headers(rendered: Rendered, envelope: Envelope, recipient: Recipient, links: tuple[str, ...]) -> dict[str, object]:
    form = envelope.form
    headers: dict[str, object] = {
        "From": _address(form.sender_name or envelope.name, form.sender),
        "To": _address(recipient.name, recipient.address),
    }
    if form.reply_to:
        headers["Reply-To"] = _address("", form.reply_to)
    headers |= {
        "Subject": header(rendered.subject),
        "Date": (envelope.written_at or envelope.scheduled_at).astimezone(UTC),
        "Message-ID": message_id(envelope, recipient.address),
        "List-Id": f"<{_dns_label(envelope.digest)}.{envelope.domain}>",
    }
    if links and envelope.corrects:
        told_in = (replace(envelope, period=period) for period in envelope.corrects[:MOST_ANSWERED])
        headers["In-Reply-To"] = " ".join(message_id(one, recipient.address) for one in told_in)
    if links:
        headers["List-Unsubscribe"] = ", ".join(f"<{link}>" for link in links)
    if len(links) > 1:
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers | {"Auto-Submitted": "auto-generated", "Precedence": "bulk", "Content-Language": rendered.language}


@lru_cache(maxsize=64)
def _address(name: str, address: str) -> Address:
    """A mailbox; raises ValueError when the address is none."""
    user, _, host = mail_address(address).rpartition("@")
    return Address(display_name=str(header(name, limit=80)), username=user, domain=host)


def _dns_label(digest: str) -> str:
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in digest).strip("-") or "digest"


def _part(text: str, kind: str) -> EmailMessage:
    transfer, data = encoded(text)
    part = EmailMessage(policy=POLICY)
    part["Content-Type"] = f'text/{kind}; charset="utf-8"'
    part["Content-Transfer-Encoding"] = transfer
    part.set_payload(data.decode("ascii"))
    return part


def encoded(text: str) -> tuple[str, bytes]:
    """The name of the shorter encoding, and the text in it, by the standard library's C code."""
    data = text.encode("utf-8", "replace")
    if _beyond_ascii(data) * BASE64_FROM > len(data):
        # 57 bytes make the 76 columns that RFC 2045 allows. Lines of a text in base64 end as they do on the wire.
        data = data.replace(b"\n", b"\r\n")
        lines = (binascii.b2a_base64(data[start : start + 57]) for start in range(0, len(data), 57))
        return "base64", b"".join(lines)
    return "quoted-printable", binascii.b2a_qp(data, istext=True)


def _beyond_ascii(data: bytes) -> int:
    return len(data) - len(data.translate(None, BEYOND))


def _check(data: bytes, name: str) -> None:
    """Look at what was written as a stranger would: our headers and no others, each once."""
    head = data[: data.index(b"\r\n\r\n") + 4]
    found = [field.partition(b":")[0] for field in head.split(b"\r\n") if field and not field.startswith((b" ", b"\t"))]
    written = {field.encode() for field in WRITTEN}
    if len(found) != len(set(found)) or not set(found) <= written:
        raise ValueError(f"message {name} would have headers nobody wrote: {found}")
