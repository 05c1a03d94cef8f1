"""A delivery in, handed over: to a mail server, a folder, an archive, a webhook or a chat service."""

from importlib import import_module
from typing import TYPE_CHECKING

from monitor.deliver.settings import ArchiveSettings, ChannelSettings, ChatSettings, FileSettings, SmtpSettings, WebhookSettings

if TYPE_CHECKING:
    from monitor.deliver.longest import longest_message
    from monitor.deliver.opening import open_channel

LATER = {"longest_message": "monitor.deliver.longest", "open_channel": "monitor.deliver.opening"}
"""What is imported when it is first asked for: the settings alone must stay cheap to read."""


def __getattr__(name: str) -> object:
    if name not in LATER:
        raise AttributeError(name)
    return getattr(import_module(LATER[name]), name)


__all__ = [
    "ArchiveSettings",
    "ChannelSettings",
    "ChatSettings",
    "FileSettings",
    "SmtpSettings",
    "WebhookSettings",
    "longest_message",
    "open_channel",
]
