"""bytes -> entries: feeds of every format, lists of feeds, and the feeds of a site (pure)."""

from typing import TYPE_CHECKING

from monitor.later import later

if TYPE_CHECKING:
    from monitor.feeds.dates import parse_date
    from monitor.feeds.discovery import find_feeds, usual_places
    from monitor.feeds.links import hides_page
    from monitor.feeds.naming import feed_id
    from monitor.feeds.opml import Subscription, read_opml, write_opml
    from monitor.feeds.parse import parse_feed


__getattr__ = later(
    __name__,
    {
        "dates": ("parse_date",),
        "links": ("hides_page",),
        "discovery": ("find_feeds", "usual_places"),
        "naming": ("feed_id",),
        "opml": ("Subscription", "read_opml", "write_opml"),
        "parse": ("parse_feed",),
    },
)

__all__ = ["Subscription", "feed_id", "find_feeds", "hides_page", "parse_date", "parse_feed", "read_opml", "usual_places", "write_opml"]
