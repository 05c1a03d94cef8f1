"""A mail that was refused for its size in, one that says so and is short enough out."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from monitor.digest.mail import encoded
from monitor.digest.words import language_of, phrase

REPLACED = (b"message-id:", b"mime-version:", b"content-type:", b"content-transfer-encoding:")
"""Headers that the shorter mail has of its own; every other one stays, byte for byte."""

FEWEST_LINES = 12
"""With less than this there would be a head and no news."""


def shorter(payload: bytes, message_id: str, most: int) -> bytes | None:
    """The mail with its plain text only, cut at a line so that it has at most `most` bytes; None where that leaves no news.

    `message_id` is its own: another mail than the one refused must not pass for it.
    """
    head, _, _ = payload.partition(b"\r\n\r\n")
    message = message_from_bytes(payload, policy=default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain",))
    if body is None:
        return None
    note = phrase(language_of(str(message["Content-Language"] or "en")), "too big", None, {})
    kept = [field for field in re.split(rb"\r\n(?![ \t])", head) if not field.lower().startswith(REPLACED)]
    own = [f"Message-ID: {message_id}", "MIME-Version: 1.0", 'Content-Type: text/plain; charset="utf-8"']
    fields = b"\r\n".join((*kept, *(field.encode("ascii", "replace") for field in own)))
    lines = body.get_content().replace("\r\n", "\n").split("\n")
    for keep in _tries(len(lines)):
        transfer, data = encoded("\n".join((note, "", *lines[:keep], *(["…", ""] if keep < len(lines) else []))))
        made = fields + b"\r\nContent-Transfer-Encoding: " + transfer.encode() + b"\r\n\r\n" + re.sub(rb"\r?\n", b"\r\n", data)
        if len(made) <= most:
            return made
    return None


def _tries(lines: int) -> list[int]:
    """How many lines to keep, the most first."""
    found = [lines]
    while found[-1] * 9 // 10 >= FEWEST_LINES:
        found.append(found[-1] * 9 // 10)
    return found
