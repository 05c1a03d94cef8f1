"""stories + window -> Digest -> Message: what a reader is told, and how it looks (pure)."""

from importlib import import_module
from typing import TYPE_CHECKING

from monitor.digest.settings import ChannelForm, DigestSettings, Imprint, Recipient

if TYPE_CHECKING:
    from monitor.digest.accounts import Topic
    from monitor.digest.check import check_templates
    from monitor.digest.composing import GRACE, Reader, compose, coverage_of
    from monitor.digest.mail import Envelope, message_id, message_of, own_copy, unsubscribe_token
    from monitor.digest.nouns import Digest, Masthead, Rendered
    from monitor.digest.rendering import Form, render
    from monitor.digest.shortening import shorter
    from monitor.digest.templates import Templates, load_templates

LATER = {
    "Digest": "monitor.digest.nouns",
    "Envelope": "monitor.digest.mail",
    "Form": "monitor.digest.rendering",
    "GRACE": "monitor.digest.composing",
    "Masthead": "monitor.digest.nouns",
    "Reader": "monitor.digest.composing",
    "Rendered": "monitor.digest.nouns",
    "Templates": "monitor.digest.templates",
    "Topic": "monitor.digest.accounts",
    "check_templates": "monitor.digest.check",
    "compose": "monitor.digest.composing",
    "coverage_of": "monitor.digest.composing",
    "load_templates": "monitor.digest.templates",
    "message_id": "monitor.digest.mail",
    "message_of": "monitor.digest.mail",
    "own_copy": "monitor.digest.mail",
    "render": "monitor.digest.rendering",
    "shorter": "monitor.digest.shortening",
    "unsubscribe_token": "monitor.digest.mail",
}
"""What is imported when it is first asked for: the settings alone must stay cheap to read."""


def __getattr__(name: str) -> object:
    if name not in LATER:
        raise AttributeError(name)
    return getattr(import_module(LATER[name]), name)


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
