"""Settings in, a channel out. Nothing is connected or made before the first delivery."""

from __future__ import annotations

from monitor.deliver.archive import ArchiveChannel
from monitor.deliver.chat import ChatChannel
from monitor.deliver.folder import FileChannel
from monitor.deliver.settings import ArchiveSettings, ChannelSettings, FileSettings, SmtpSettings, WebhookSettings
from monitor.deliver.smtp import SmtpChannel
from monitor.deliver.webhook import WebhookChannel
from monitor.net import NetSettings
from monitor.ports import Channel, Clock


def open_channel(name: str, settings: ChannelSettings, *, net: NetSettings, clock: Clock) -> Channel:
    """The channel these settings describe."""
    if isinstance(settings, SmtpSettings):
        return SmtpChannel(name=name, settings=settings, connect=net.connect)
    if isinstance(settings, FileSettings):
        return FileChannel(name=name, settings=settings)
    if isinstance(settings, ArchiveSettings):
        return ArchiveChannel(name=name, settings=settings)
    if isinstance(settings, WebhookSettings):
        return WebhookChannel(name=name, settings=settings, net=net, clock=clock)
    return ChatChannel(name=name, settings=settings, net=net)
