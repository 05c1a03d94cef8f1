"""stories + window -> Digest -> Message: what a reader is told, and how it looks (pure)."""

from monitor.digest.accounts import Topic
from monitor.digest.check import check_templates
from monitor.digest.compose import GRACE, Reader, compose, coverage_of
from monitor.digest.mail import Envelope, message_id, message_of, own_copy, unsubscribe_token
from monitor.digest.nouns import Digest, Masthead, Rendered
from monitor.digest.render import Form, render
from monitor.digest.settings import ChannelForm, DigestSettings, Imprint, Recipient
from monitor.digest.templates import Templates, load_templates

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
    "unsubscribe_token",
]
