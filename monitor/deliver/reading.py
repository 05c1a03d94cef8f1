"""The bytes of a mail that was rendered here in, its parts out: for channels that show it otherwise than as a mail."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from monitor.errors import DeliveryError


@dataclass(frozen=True, slots=True, kw_only=True)
class MailParts:
    """What a mail shows: either form may be missing."""

    subject: str = ""
    html: str | None = None
    text: str | None = None


def mail_parts(payload: bytes) -> MailParts:
    """Raises DeliveryError when it is no mail."""
    mail = message_from_bytes(payload, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    try:
        parts = {subtype: mail.get_body(preferencelist=(subtype,)) for subtype in ("html", "plain")}
        html, text = (part.get_content() if part else None for part in parts.values())
    except (LookupError, ValueError, AttributeError) as error:
        raise DeliveryError(f"the message cannot be read: {error}", kind="permanent") from error
    return MailParts(subject=str(mail["Subject"] or ""), html=html, text=text)
