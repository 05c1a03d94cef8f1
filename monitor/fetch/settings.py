"""How we behave towards publishers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from monitor.model import Secret
from monitor.net import NetSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """Manners and limits of every request."""

    contact: str = ""
    """A web or mail address at which a publisher can reach the operator; part of the User-Agent."""
    product: str = "monitor"
    """The name in the User-Agent, and the one looked for in robots.txt."""
    feed_deadline: timedelta = timedelta(seconds=30)
    """A feed must be there after this, redirects and name resolution included."""
    article_deadline: timedelta = timedelta(seconds=20)
    """The same for an article."""
    max_bytes: int = 10_000_000
    """Decoded bytes of one body; longer ones are refused. The largest honest feeds have 2 MB."""
    max_redirects: int = 5
    """How many hops one request may take."""
    gap: timedelta = timedelta(seconds=1)
    """Least time between the starts of two requests to one host, feeds and articles alike."""
    max_gap: timedelta = timedelta(seconds=30)
    """A longer crawl-delay of robots.txt is obeyed as if it said this."""
    per_host: int = 2
    """How many requests to one host may be open at once."""
    patience: timedelta = timedelta(minutes=2)
    """How long a request may wait for its host's gap; after that it is put off to the next turn."""
    busy_for: timedelta = timedelta(minutes=15)
    """How long a host that answers 429 without saying how long is asked nothing."""
    respect_robots: bool = True
    """Whether articles that robots.txt forbids stay unread. Feeds are made for programs and are always asked."""
    robots_for: timedelta = timedelta(hours=24)
    """How long a robots.txt is believed."""
    allow_downgrade: bool = False
    """Whether an https address may redirect to plain http."""
    tokens: Mapping[str, Secret] = field(default_factory=dict)
    """What `${NAME}` in an address stands for; never part of an answer or an error."""
    net: NetSettings = field(default_factory=NetSettings)
    """Rules of the connections themselves: private networks allowed, environment, authorities."""

    @property
    def user_agent(self) -> str:
        """Who we are, honestly, with a way to complain."""
        from monitor import __version__

        return f"{self.product}/{__version__} (feed reader{'; +' + self.contact if self.contact else ''})"
