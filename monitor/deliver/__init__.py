"""A delivery in, handed over: to a mail server, a folder, an archive, a webhook or a chat service."""

from typing import TYPE_CHECKING

from monitor.deliver.settings import ArchiveSettings, ChannelSettings, ChatSettings, FileSettings, SmtpSettings, WebhookSettings
from monitor.later import later

if TYPE_CHECKING:
    from monitor.deliver.longest import longest_message
    from monitor.deliver.opening import open_channel


__getattr__ = later(
    __name__,
    {
        "longest": ("longest_message",),
        "opening": ("open_channel",),
    },
)

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
