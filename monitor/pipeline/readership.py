"""Who an edition is for: recipients by hour, messages by channel, and what each of them is told (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor import cadence
from monitor.digest import ChannelForm, Digest, DigestSettings, Masthead, Recipient, Topic
from monitor.model import Edition, Report, Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Recipients of one digest who get it at the same hour. `suffix` tells its periods from those of other groups."""

    cron: str
    zone: str
    recipients: tuple[Recipient, ...]
    suffix: str = ""

    @property
    def is_alert(self) -> bool:
        """Whether their editions follow the news and not the clock."""
        return self.cron.strip() == cadence.ALERT


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One message to make: for whom, over which channel."""

    channel: str
    form: ChannelForm
    recipient: Recipient


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """What is composed and rendered once: a digest for readers who want and know the same."""

    digest: Digest
    copies: tuple[Copy, ...]


def groups_of(settings: DigestSettings) -> tuple[Group, ...]:
    """The digest's own hour first, then each other hour a recipient wishes for."""
    hours: dict[tuple[str, str], list[Recipient]] = {(settings.cron, settings.zone): []}
    for recipient in settings.recipients:
        hours.setdefault((recipient.cron or settings.cron, recipient.zone or settings.zone), []).append(recipient)
    return tuple(
        Group(cron=cron, zone=zone, recipients=tuple(some), suffix="" if place == 0 else f" ({cron} {zone})")
        for place, ((cron, zone), some) in enumerate(hours.items())
    )


def chosen(topics: Sequence[Topic], wanted: Sequence[str]) -> tuple[Topic, ...]:
    """The wanted topics in the order wanted; all of them where nothing is said."""
    by_id = {topic.id: topic for topic in topics}
    return tuple(by_id[name] for name in wanted if name in by_id) if wanted else tuple(topics)


def before(editions: Sequence[Edition], now: datetime) -> Edition | None:
    """The newest edition that is not of the future, where a clock once was."""
    return next((edition for edition in editions if edition.published_at <= now), None)


def is_owed(made: Digest, settings: DigestSettings) -> bool:
    """Whether an edition goes out: `nothing` new is silent only when every source could be read."""
    return not made.is_empty or settings.when_empty == "notice" or made.is_troubled


def is_older(report: Report, start: datetime) -> bool:
    """Whether an article was published before the window of a first edition: feeds announce weeks of old news on the first poll."""
    return report.published.at is not None and report.published.at < start


def told_by(variant: Variant, head: Masthead, now: datetime) -> Iterator[Told]:
    """What each of these readers has been told once the edition is recorded."""
    for recipient in dict.fromkeys(copy.recipient.address for copy in variant.copies):
        for one in variant.digest.news:
            yield Told(
                recipient=recipient, report_id=one.report, story_id=one.story, revision=one.revision, edition=head.number, told_at=now
            )
