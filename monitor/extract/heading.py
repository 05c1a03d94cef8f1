"""The blocks of a text in, the one that is the article's title out: short, near the body, and made of the body's words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.extract.blocks import WORDS, Block, content_words, share

SUFFIX = re.compile(r"\s+(?:[|–—•·»]|-{1,2}|::)\s+[^|–—•·»]{2,60}$")
ENOUGH_OVERLAP = 0.34
LONGEST_TITLE = 220
LONG_PARAGRAPH = 120
ENOUGH_WORDS = 8
"""A title says more words of its text than a section's name does."""


def heading_of(blocks: Sequence[Block], own: Sequence[int]) -> int | None:
    """The number of the title's block, or None."""
    body_start = next((number for number in own if len(blocks[number].text) >= LONG_PARAGRAPH), min(own, default=len(blocks)))
    # What stands under a paragraph of the article or under who signed it is none of its title, nor is what ends in a full stop.
    is_below = bool(own) and (blocks[own[0]].text.endswith((".", "。")) or (own[0] > 1 and blocks[own[0] - 1].kind == "byline"))
    later = {number for number in own if blocks[number].is_prose and (number != own[0] or is_below)}
    body = content_words(" ".join(blocks[number].text for number in own)[:20_000])
    candidates = [number for number in range(len(blocks)) if number < body_start and number not in later and _can_be_title(blocks[number])]
    scored = [(_score(blocks, number, body, body_start), number) for number in candidates]
    if not any(score > 0 for score, _ in scored):
        candidates += [number for number in own[:2] if number not in (*later, *candidates) and _can_be_title(blocks[number])]
        scored = [(_score(blocks, number, body, body_start), number) for number in candidates]
    if not candidates:
        return None
    best, number = max(scored, key=lambda pair: (pair[0], pair[1]))
    if best > 0 or not own:
        return number
    return candidates[-1] if len(WORDS.findall(blocks[candidates[-1]].text)) >= 3 else candidates[0]


def _can_be_title(block: Block) -> bool:
    text = block.text
    if block.is_bullet or not 8 <= len(text) <= LONGEST_TITLE:
        return len(text) >= 4 and bool(re.search(r"[\u3040-\u9fff]{4}", text)) and len(text) < LONGEST_TITLE
    return block.kind == "short" or (block.is_prose and len(text) <= 160 and len(re.findall(r"[.!?](?:\s|$)", text)) <= 1)


def _score(blocks: Sequence[Block], number: int, body: frozenset[str], body_start: int) -> float:
    """How much a line looks like the title: the share of its words that the body has, its length, its place, its twin."""
    text = blocks[number].text
    words = content_words(SUFFIX.sub("", text))
    overlap = share(words, body)
    if overlap < ENOUGH_OVERLAP or len(words) < 2:
        return 0.0
    length = min(len(words), ENOUGH_WORDS) / ENOUGH_WORDS
    is_twin = any(other != number and bare_title(blocks[other].text) == bare_title(text) for other in range(min(body_start, len(blocks))))
    is_suffixed = bool(SUFFIX.search(text))
    # A sentence that ends in a full stop is more often a standfirst.
    ends = 0.35 if re.search(r"[.。]$", text) else 0.0
    distance = min(max(body_start - number, 0), 40) / 400
    return overlap + 0.9 * length + 0.2 * is_twin - 0.1 * is_suffixed - ends - distance


def bare_title(text: str) -> str:
    """A title without the outlet's name, case and spacing."""
    return " ".join(SUFFIX.sub("", text).casefold().split())
