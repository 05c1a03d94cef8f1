"""bytes -> entries: feeds of every format, lists of feeds, and the feeds of a site (pure)."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.feeds.dates import parse_date
    from monitor.feeds.discovery import find_feeds, usual_places
    from monitor.feeds.naming import feed_id
    from monitor.feeds.opml import Subscription, read_opml, write_opml
    from monitor.feeds.parse import parse_feed

LATER = {
    "Subscription": "monitor.feeds.opml",
    "feed_id": "monitor.feeds.naming",
    "find_feeds": "monitor.feeds.discovery",
    "parse_date": "monitor.feeds.dates",
    "parse_feed": "monitor.feeds.parse",
    "read_opml": "monitor.feeds.opml",
    "usual_places": "monitor.feeds.discovery",
    "write_opml": "monitor.feeds.opml",
}
"""What is imported when it is first asked for: a turn in which nothing has changed parses nothing."""


def __getattr__(name: str) -> object:
    if name not in LATER:
        raise AttributeError(name)
    return getattr(import_module(LATER[name]), name)


__all__ = ["Subscription", "feed_id", "find_feeds", "parse_date", "parse_feed", "read_opml", "usual_places", "write_opml"]
