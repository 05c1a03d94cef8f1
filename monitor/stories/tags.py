"""What an article says it is: an update, a correction or a withdrawal of an earlier version, in any of the desk's languages."""

from __future__ import annotations

import re
from typing import Literal

from monitor.stories.tables import table

Tag = Literal["update", "correction", "withdrawal"]

KINDS = "|".join(f"(?P<{kind}>{'|'.join(words).replace('_', ' ')})" for kind, words in table("tags"))
OPENING = re.compile(rf"^\W*(?:{KINDS})(?:[\])）】］]\s*|\s*[:：\-–—|]+\s*)", re.IGNORECASE)
CORRECTS = re.compile(r"^\W*(?:corrects|clarifies|refiles|fixes)\b|^\W*correction\s*:", re.IGNORECASE)


def read_tag(title: str, tag: str | None, text: str) -> tuple[str, Tag | None]:
    """The title without its tags, and the strongest of what they say; `tag` is what extraction already took off."""
    said = {kind for kind in (_kind(f"{tag}: x") if tag else None,) if kind}
    while found := OPENING.match(title):
        rest = title[found.end() :].strip()
        if not rest or not _is_shouted(found[0]):
            break
        said.add(found.lastgroup or "update")
        title = rest
    if CORRECTS.match(text):
        said.add("correction")
    kinds: tuple[Tag, ...] = ("withdrawal", "correction", "update")
    return title, next((kind for kind in kinds if kind in said), None)


def _kind(text: str) -> str | None:
    found = OPENING.match(text)
    return found.lastgroup if found else None


def _is_shouted(words: str) -> bool:
    """In scripts with capitals a tag is in capitals, or the word before a colon at the very start."""
    return words == words.upper() or words.rstrip().endswith((":", "]"))
