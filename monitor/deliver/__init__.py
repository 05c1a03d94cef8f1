"""A delivery in, handed over: to a mail server, a folder, an archive, a webhook or a chat service."""

from monitor.deliver.opening import open_channel
from monitor.deliver.settings import ArchiveSettings, ChannelSettings, ChatSettings, FileSettings, SmtpSettings, WebhookSettings

__all__ = ["ArchiveSettings", "ChannelSettings", "ChatSettings", "FileSettings", "SmtpSettings", "WebhookSettings", "open_channel"]
