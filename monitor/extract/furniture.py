"""Blocks that stand under many articles of one outlet are its furniture: pleas, bios, sign-ups, related links."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from monitor.extract.access import SHORT, worth
from monitor.model import Article, CleanText, Dropped, Quote

ENOUGH_PAGES = 3
"""A block seen on so many pages of one host is furniture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """The hashes of one host's repeated blocks."""

    hashes: frozenset[str] = frozenset()


EMPTY = Furniture()


def block_hash(block: str) -> str:
    """What a block is known by: case and spacing do not count."""
    return hashlib.blake2b(" ".join(block.casefold().split()).encode(), digest_size=6).hexdigest()


def block_hashes(text: str) -> tuple[str, ...]:
    """The distinct blocks of a text."""
    return tuple(dict.fromkeys(block_hash(block) for block in text.split("\n\n") if block.strip()))


def without_furniture(blocks: Iterable[str], furniture: Furniture) -> tuple[list[str], list[Dropped]]:
    """The blocks that are this article's own, and those that are not."""
    kept: list[str] = []
    dropped: list[Dropped] = []
    for block in blocks:
        if block_hash(block) in furniture.hashes:
            dropped.append(Dropped(reason="repeated on many pages", text=block))
        else:
            kept.append(block)
    return kept, dropped


def cut_repeated(articles: Sequence[Article]) -> tuple[Article, ...]:
    """Articles read in one go, without the blocks that stand in several of one site's: what the store learns over days."""
    pages: Counter[tuple[str, str]] = Counter()
    for article in articles:
        pages.update((article.site, key) for key in block_hashes(article.text))
    learnt = {
        site: Furniture(hashes=frozenset(key for (where, key), count in pages.items() if where == site and count >= ENOUGH_PAGES))
        for site, _ in pages
    }
    return tuple(cut(article, learnt[article.site]) if article.site in learnt and article.site else article for article in articles)


def cut(article: Article, furniture: Furniture) -> Article:
    """The article without the blocks that are furniture; its quotes keep their places in the text.

    A short text that is nothing else stood in the article's place; a long one is one article at several addresses.
    """
    kept, dropped = without_furniture(article.text.split("\n\n"), furniture)
    if not dropped or (not kept and worth(article.text) >= SHORT):
        return article
    if not kept:
        return replace(article, text=CleanText(""), access="empty", quotes=(), provenance=(), dropped=(*article.dropped, *dropped))
    text = "\n\n".join(kept)
    quotes = tuple(moved for quote in article.quotes if (moved := _moved(quote, article.text, kept)))
    return replace(article, text=CleanText(text), quotes=quotes, dropped=(*article.dropped, *dropped))


def _moved(quote: Quote, text: str, kept: Sequence[str]) -> Quote | None:
    """The quote with its offsets in the shortened text; None if its block was cut."""
    start = text.rfind("\n\n", 0, quote.start) + 2 if "\n\n" in text[: quote.start] else 0
    place = 0
    for block in kept:
        if text.startswith(block, start) and quote.end <= start + len(block):
            return replace(quote, start=place + quote.start - start, end=place + quote.end - start)
        place += len(block) + 2
    return None
