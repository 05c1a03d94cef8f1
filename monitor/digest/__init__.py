"""stories + window -> Digest -> Message: what a reader is told, and how it looks (pure)."""

from typing import TYPE_CHECKING

from monitor.digest.settings import ChannelForm, DigestSettings, Imprint, Recipient
from monitor.later import later

if TYPE_CHECKING:
    from monitor.digest.accounts import Topic
    from monitor.digest.check import check_templates
    from monitor.digest.composing import GRACE, Reader, compose, coverage_of
    from monitor.digest.mail import Envelope, message_id, message_of, own_copy, unsubscribe_token
    from monitor.digest.nouns import Digest, Masthead, Rendered
    from monitor.digest.rendering import Form, render
    from monitor.digest.shortening import shorter
    from monitor.digest.templates import Templates, load_templates


__getattr__ = later(
    __name__,
    {
        "accounts": ("Topic",),
        "check": ("check_templates",),
        "composing": ("GRACE", "Reader", "compose", "coverage_of"),
        "mail": ("Envelope", "message_id", "message_of", "own_copy", "unsubscribe_token"),
        "nouns": ("Digest", "Masthead", "Rendered"),
        "rendering": ("Form", "render"),
        "shortening": ("shorter",),
        "templates": ("Templates", "load_templates"),
    },
)

__all__ = [
    "GRACE",
    "ChannelForm",
    "Digest",
    "DigestSettings",
    "Envelope",
    "Form",
    "Imprint",
    "Masthead",
    "Reader",
    "Recipient",
    "Rendered",
    "Templates",
    "Topic",
    "check_templates",
    "compose",
    "coverage_of",
    "load_templates",
    "message_id",
    "message_of",
    "own_copy",
    "render",
    "shorter",
    "unsubscribe_token",
]
