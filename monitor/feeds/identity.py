"""What makes two sightings of an entry the same entry: its guid where that is sane, its link, never its text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from monitor.feeds.links import is_home
from monitor.model import stable_id
from monitor.text import canonical_url

LINK = re.compile(
    r"<(?:[\w.-]+:)?(?:link|guid)\b[^>]{0,500}?(?:href=[\"']([^\"'<>#]{1,2000})|>\s{0,200}(?:<!\[CDATA\[\s{0,200})?(https?://[^<\]#]{1,2000}))",
    re.IGNORECASE,
)


def shared_links(items: Iterable[str]) -> frozenset[str]:
    """The canonical links that several items of one feed carry: a live blog's page, a list. They identify none of them."""
    counts: Counter[str] = Counter()
    for item in items:
        counts.update({(match[1] or match[2]).strip() for match in LINK.finditer(item)})
    return frozenset(canonical_url(link.replace("&amp;", "&")) for link, count in counts.items() if count > 1)


def entry_keys(feed_id: str, *, guid: str | None, url: str | None, title: str, text: str, shared: frozenset[str]) -> tuple[str, ...]:
    """The names of an entry, the best first: that is its id. It is known when any of them is.

    A link of its own identifies an entry through every change of guid, title and text. Where there is
    none, the guid does together with the link, because feeds reuse guids for other stories. The guid with
    the title recognises an entry whose link was changed.
    """
    link = canonical_url(url) if url else ""
    keys = []
    if url and not is_home(url) and link not in shared:
        keys.append(stable_id(feed_id, "link", link))
    if guid:
        keys += [stable_id(feed_id, "guid+link", guid, link)] if link and not keys else []
        keys.append(stable_id(feed_id, "guid+title", guid, title.casefold()))
    return tuple(keys) or (stable_id(feed_id, "text", link, title, text[:2_000]),)
