"""A feed's address in, a short id that nobody else has out."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import count
from urllib.parse import urlsplit

LONGEST_ID = 40
DULL = frozenset(
    {"www", "feeds", "feed", "rss", "atom", "xml", "index", "news", "blog", "com", "org", "net", "gov", "mil", "co", "html", "php"}
)


def feed_id(url: str, taken: Collection[str]) -> str:
    """What the command line calls a feed: its host, then as much of its path as tells it from the others."""
    parts = urlsplit(url)
    host = [word for word in (parts.hostname or "").split(".") if word not in DULL] or ["feed"]
    path = [word for word in re.split(r"[^a-z0-9]+", f"{parts.path} {parts.query}".lower()) if word and word not in DULL]
    name = _slug("-".join(host[:-1] or host))
    for word in ["", *path]:
        name = _slug(f"{name}-{word}")
        if name not in taken:
            return name
    return next(f"{name}-{number}" for number in count(2) if f"{name}-{number}" not in taken)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:LONGEST_ID].strip("-") or "feed"
