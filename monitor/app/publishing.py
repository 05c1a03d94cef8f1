"""The publishing job, built from a configuration: for turns, for previews and for test mails."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from monitor.app.build import App
from monitor.model import CleanText
from monitor.pipeline.tally import Tally

if TYPE_CHECKING:
    from monitor.deliver import ChannelSettings
    from monitor.digest import ChannelForm
    from monitor.pipeline.publish import PublishJob
    from monitor.store.sql import SqlStore


def publish_job(app: App, store: SqlStore, tally: Tally, is_over: Callable[[], bool] = lambda: False) -> PublishJob:
    """The job with everything it needs; nothing is rendered or loaded before something is due."""
    from monitor import deliver, digest
    from monitor.pipeline.publish import LATE, PublishJob

    config = app.config
    return PublishJob(
        store=store,
        workers=app.workers,
        clock=app.clock,
        tally=tally,
        digests=config.digests,
        topics=[digest.Topic(id=topic.id, name=CleanText(app.topic_names.get(topic.id, topic.id))) for topic in config.topics],
        longest=lambda channel: deliver.longest_message(config.channels[channel]),
        forms={name: form_of(settings) for name, settings in config.channels.items()},
        templates=digest.load_templates(config.templates),
        imprint=config.imprint,
        is_over=is_over,
        late_after=LATE if app.late_after is None else app.late_after,
    )


def form_of(settings: ChannelSettings) -> ChannelForm:
    """What a channel wants to be handed."""
    from monitor.deliver import ArchiveSettings, ChatSettings, FileSettings, SmtpSettings
    from monitor.digest import ChannelForm

    if isinstance(settings, SmtpSettings):
        return ChannelForm(sender=settings.sender, sender_name=settings.sender_name, reply_to=settings.reply_to)
    if isinstance(settings, ArchiveSettings):
        base = settings.base_url.rstrip("/")
        return ChannelForm(is_personal=False, web_url=f"{base}/{{digest}}/{{number}}.html" if base else "")
    if isinstance(settings, FileSettings):
        return ChannelForm(is_personal=False)
    if isinstance(settings, ChatSettings):
        return ChannelForm(kind="chat", is_personal=False)
    if settings.form == "slack":
        return ChannelForm(kind="chat", is_personal=False, is_slack=True)
    return ChannelForm(kind="json", is_personal=False)
