"""A digest as the operator writes it down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from monitor.model import PayloadKind, Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Who a digest is for."""

    address: str
    """A mail address; for other channels any name that tells recipients apart."""
    name: str = ""
    """As it stands in the To line."""
    topics: tuple[str, ...] = ()
    """Only these of the digest's topics; all of them where empty."""
    cron: str | None = None
    """An hour of their own, as a crontab expression; the digest's where left out."""
    zone: str | None = None
    """A zone of their own (IANA name); the digest's where left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestSettings:
    """One publication: what, when, for whom, how."""

    id: str
    """Names the digest on the command line and in List-Id."""
    name: str = ""
    """The title in subject and head."""
    cron: str = "0 7 * * *"
    """When, as a crontab expression read with cron(8)'s rules, or `alert`: at once, at most one in `alert_every`."""
    zone: str = "UTC"
    """The IANA zone of the schedule and of the dates shown."""
    topics: tuple[str, ...] = ()
    """Topics in the order shown; every configured topic where empty."""
    recipients: tuple[Recipient, ...] = ()
    """Who gets it. A plain address in the file stands for a recipient without wishes of their own."""
    channels: tuple[str, ...] = ()
    """Names of the channels it goes out over."""
    language: str = "en"
    """The language of the furniture (headings, labels, dates)."""
    max_stories: int = 25
    """Stories told in full; the others are listed by headline and counted."""
    when_empty: Literal["notice", "nothing"] = "notice"
    """Nothing new: send two lines that say so, or no mail. Never `nothing` when sources were down."""
    catch_up: Literal["one", "all", "none"] = "one"
    """After a time when nothing ran: one merged edition, one for each missed slot, or none."""
    alert_every: timedelta = timedelta(hours=1)
    """Least time between two editions of an alert digest."""
    first_window: timedelta = timedelta(hours=24)
    """What the first edition covers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelForm:
    """What a channel wants to be handed: which kind of payload, one for each recipient or one for all."""

    kind: PayloadKind = "mail"
    is_personal: bool = True
    """One message a recipient; otherwise one an edition, in the channel's own name."""
    is_slack: bool = False
    """Chat text in Slack's own form (`<url|text>`)."""
    sender: str = "monitor@localhost"
    """The From address."""
    sender_name: str = ""
    """The name beside it; the digest's where empty."""
    reply_to: str = ""
    """Where answers go; the sender where empty."""
    web_url: str = ""
    """Where this channel puts an edition on the web, with `{digest}` and `{number}`; empty when it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """Who publishes: what stands in every message and must outlive a change of machines."""

    contact: str = ""
    """The operator's mail address: for readers, and for unsubscribing by mail; the sender where empty."""
    domain: str = ""
    """The host part of Message-ID and List-Id; the sender's domain where empty."""
    unsubscribe_url: str = ""
    """The https address of the unsubscribe pages; the recipient's token is appended. Without it there is unsubscribing by mail only."""
    web_url: str = ""
    """Where an edition stands on the web, with `{digest}` and `{number}`; where the digest's archive puts it, when empty."""
    key: Secret = Secret("")
    """Makes the tokens opaque; the same for ever."""
