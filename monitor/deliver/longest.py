"""A channel's settings in, how long one message over it may be out."""

from __future__ import annotations

from monitor.deliver.settings import ChannelSettings, ChatSettings, WebhookSettings

SLACK = 18_000
"""Twelve sections of 3,000 characters make a message; a section that ends at the edge of a story may be half as long."""


def longest_message(settings: ChannelSettings) -> int:
    """In characters; 0 where any length will do. Asks Apprise what a service takes, so only when something is to be sent."""
    if isinstance(settings, WebhookSettings):
        return SLACK if settings.form == "slack" else 0
    if isinstance(settings, ChatSettings):
        from monitor.deliver.chat import service_of

        service = service_of(settings)
        return min(settings.limit, service.body_maxlen) if service else settings.limit
    return 0
