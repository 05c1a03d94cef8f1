"""The form of config.yaml: its sections in order, each with the settings of the room that obeys it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.cadence import PollSettings
from monitor.deliver.settings import ChannelSettings
from monitor.digest.settings import DigestSettings, Imprint
from monitor.fetch.settings import FetchSettings
from monitor.model import ExcerptPolicy, Feed, FeedFormat, OutletKind
from monitor.net.settings import NetSettings
from monitor.pipeline.settings import ReadSettings, SendSettings
from monitor.store.settings import StoreSettings
from monitor.stories.settings import StorySettings
from monitor.topics.settings import TopicSettings
from monitor.workers.settings import WorkerSettings

if TYPE_CHECKING:
    from monitor.topics import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSettings:
    """A source, as it stands in the file."""

    id: str = ""
    """Names the feed in the store, in logs and on the command line; made from the address where left out."""
    url: str
    """Where it is. `${NAME}` in it stands for a token from the environment."""
    name: str = ""
    """As the digest shows it; the host where left out."""
    language: str | None = None
    """The language it is written in (en, ru, zh …); found out for each article where left out."""
    country: str | None = None
    """Where it is published, as two capitals of ISO 3166, or INT."""
    kind: OutletKind = "other"
    """What sort of outlet it is: shown as a label, and decides which report leads a story."""
    state_media: bool = False
    """Whether a state directs it; the digest says so beside its name."""
    format: FeedFormat = "feed"
    """`feed` is RSS, Atom or JSON Feed; `sitemap` a news sitemap; `page` an HTML page of links (with `selector`)."""
    selector: str | None = None
    """For `format: page`: a CSS selector of the links to articles, or of what holds one each; every link where left out."""
    excerpt: ExcerptPolicy = "feed"
    """What the digest may show of its text: nothing, its own description, or the first paragraph."""
    split: bool = False
    """Whether one entry holds many reports (lists of contracts) and is divided before it is matched."""
    poll_every: timedelta | None = None
    """Poll at this interval instead of at its own rhythm."""
    since: datetime | None = None
    """Entries published before this are not read."""
    paused: bool = False
    """Whether it is left alone for now; nothing is forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorSettings:
    """Where the program tells its operator of lasting trouble."""

    channel: str
    """The name of a channel."""
    address: str = ""
    """Who gets it there; for mail, an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """The daemon's own pages: health, readiness, metrics, and unsubscribing (at `imprint.unsubscribe_url`, handed on by a proxy)."""

    enabled: bool = True
    """Whether `monitor run` serves them."""
    listen: str = "127.0.0.1"
    """The address to listen on. Leave it to this machine: a proxy in front speaks TLS."""
    port: int = 8437
    """The port. A second daemon on the machine needs another."""
    names: tuple[str, ...] = ()
    """Further names or addresses that this machine is asked by, such as `monitor` in a compose network. Others get nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The sections of config.yaml. Every one may be left out."""

    feeds: tuple[FeedSettings, ...] = ()
    """The sources that are polled."""
    topics: tuple[TopicSettings, ...] = ()
    """What the readers want to hear about, in the order of the digest. `- nato-europe` is short for that topic of the vocabulary."""
    vocabulary: str | None = None
    """A file of your own phrases in place of the built-in vocabulary."""
    digests: tuple[DigestSettings, ...] = ()
    """The publications: what, when, for whom, over which channels."""
    channels: dict[str, ChannelSettings] = field(default_factory=dict)
    """Ways to deliver, each under a name of your choice; its `kind` decides which settings it has."""
    imprint: Imprint = field(default_factory=Imprint)
    """Who publishes: what stands in every message."""
    operator: OperatorSettings | None = None
    """Where messages for the operator go; nowhere but the log where left out."""
    templates: str | None = None
    """A folder with templates of your own; what it lacks is taken from the built-in ones."""
    store: StoreSettings = field(default_factory=StoreSettings)
    """Where everything is remembered, and for how long."""
    poll: PollSettings = field(default_factory=PollSettings)
    """How often feeds are asked."""
    fetch: FetchSettings = field(default_factory=FetchSettings)
    """How publishers are treated: manners and limits of every request."""
    network: NetSettings = field(default_factory=NetSettings)
    """Which connections are allowed at all."""
    read: ReadSettings = field(default_factory=ReadSettings)
    """How reading articles is divided up."""
    send: SendSettings = field(default_factory=SendSettings)
    """How deliveries are handed over, and how long they are tried."""
    stories: StorySettings = field(default_factory=StorySettings)
    """How boldly articles are grouped."""
    workers: WorkerSettings = field(default_factory=WorkerSettings)
    """What the processes that interpret feeds and pages may use."""
    web: WebSettings = field(default_factory=WebSettings)
    """Where the daemon can be asked how it is, and where readers unsubscribe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything the operator decided, checked; `secrets` are the values that no log may show.

    `vocabulary` is the operator's own, or the built-in one; None where there are no topics to look it up for.
    Paths in it are absolute.
    """

    path: Path
    feeds: tuple[Feed, ...] = ()
    topics: tuple[TopicSettings, ...] = ()
    vocabulary: Vocabulary | None = None
    digests: tuple[DigestSettings, ...] = ()
    channels: dict[str, ChannelSettings] = field(default_factory=dict)
    imprint: Imprint = field(default_factory=Imprint)
    operator: OperatorSettings | None = None
    templates: str | None = None
    store: StoreSettings = field(default_factory=StoreSettings)
    poll: PollSettings = field(default_factory=PollSettings)
    fetch: FetchSettings = field(default_factory=FetchSettings)
    network: NetSettings = field(default_factory=NetSettings)
    read: ReadSettings = field(default_factory=ReadSettings)
    send: SendSettings = field(default_factory=SendSettings)
    stories: StorySettings = field(default_factory=StorySettings)
    workers: WorkerSettings = field(default_factory=WorkerSettings)
    web: WebSettings = field(default_factory=WebSettings)
    secrets: tuple[str, ...] = field(default=(), repr=False)
