"""Blocks that stand under many articles of one outlet are its furniture: pleas, bios, sign-ups, related links."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from monitor.model import Dropped

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
