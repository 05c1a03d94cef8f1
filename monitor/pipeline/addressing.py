"""Which articles are one by their addresses: an entry's own is sure, one that only a page names is believed where the texts agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from monitor import stories
from monitor.model import Article, Decision, Entry, Item, StoryItem, UnreadEntry
from monitor.ports import Store
from monitor.text import canonical_url

PARTIAL = frozenset({"teaser", "paywall", "consent", "challenge", "listing", "empty"})
"""What is no whole article: never compared as a correction, never a duplicate by its text."""


def brought_before(store: Store, entry: Entry) -> str | None:
    """The article that another entry of this very address brought, or what expired and had it.

    Where only the page of another calls itself so, the texts have to say.
    """
    own = addresses(entry)
    found = store.article_by_url(own)
    known = store.entry(found) if found else None
    return None if found == entry.id or (known and not set(own) & set(addresses(known))) else found


def settle(store: Store, unread: UnreadEntry, article: Article, now: datetime) -> str | tuple[Article, tuple[Decision, ...]]:
    """The known article that this is, under an address of its page; else this with the address it goes by, and what was doubted."""
    found = store.article_by_url(addresses(unread.entry, article))
    if found is None or found == unread.entry.id:
        return replace(article, canonical_url=trusted_address(article)), ()
    other, known = store.entry(found), store.article(found)
    if other is None or known is None or _is_one_text(unread, article, other, known):
        return found
    words = "the address they share is one that only a page names or a redirect led to, and the texts are different: it goes by its own"
    doubt = Decision(entry_id=unread.entry.id, stage="duplicate", outcome=f"not {found}", reason=words, decided_at=now)
    return replace(article, canonical_url=next(iter(addresses(unread.entry)), None)), (doubt,)


def first_of_each_address(batch: Sequence[UnreadEntry]) -> tuple[list[UnreadEntry], list[UnreadEntry]]:
    """The first entry of every address, and the rest."""
    first: list[UnreadEntry] = []
    rest: list[UnreadEntry] = []
    seen: set[str] = set()
    for unread in batch:
        names = addresses(unread.entry)
        (rest if seen & set(names) else first).append(unread)
        seen |= set(names)
    return first, rest


def addresses(entry: Entry, article: Article | None = None) -> tuple[str, ...]:
    """The canonical addresses an article goes by: its entry's, and the one its page may be trusted to name."""
    named = trusted_address(article) if article else None
    urls = (canonical_url(entry.url) if entry.url else None, named)
    return tuple(dict.fromkeys(url for url in urls if url))


def trusted_address(article: Article) -> str | None:
    """The canonical address of a whole article by its page's own word, else by where its redirects led.

    A page that is no article (consent, challenge) speaks for none; one that names another host or a front page is not
    believed: sites give every page the address of their home by mistake, and syndicated copies name their origin.
    """
    if article.access in PARTIAL or article.text_source != "page" or not article.url:
        return None
    own = urlsplit(canonical_url(article.url))
    said = urlsplit(canonical_url(article.canonical_url)) if article.canonical_url else own
    is_believed = said.hostname == own.hostname and bool(said.path.strip("/") or said.query)
    chosen = said if is_believed else own
    return chosen.geturl() if chosen.path.strip("/") or chosen.query else None


def _is_one_text(unread: UnreadEntry, article: Article, other: Entry, known: Article) -> bool:
    """Whether this article has the text of a known one: an address that only a page names or a redirect led to does not make two one."""
    text = stories.text_hash(article.text)
    if text and text == stories.text_hash(known.text):
        return True
    new, old = (_by_entry(entry, one, unread.first_seen_at) for entry, one in ((unread.entry, article), (other, known)))
    return stories.copy_of(new, old) is not None


def _by_entry(entry: Entry, article: Article, seen_at: datetime) -> StoryItem:
    """What is compared of an article that goes by its entry's address."""
    item = Item(id=entry.id, url=entry.url, title=article.title, text=article.text, first_seen_at=seen_at)
    return stories.describe(replace(article, url=entry.url, canonical_url=None), item, (), {})
