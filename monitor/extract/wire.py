"""A wire's own word for what this version of a story is: stripped for matching, kept for display."""

from __future__ import annotations

import re

from monitor.model import CleanText

TAG = re.compile(
    r"^\W*(?P<tag>CORRECT(?:ED|ION)|REFILE|UPDATE[ -]?\d*|(?:STORY )?WITHDRAWN|WITHDRAWS? STORY|WDRAWN|RECASTS|ADVISORY|KILL)\b"
    r"(?:\s*(?:\([^)]{1,60}\)|\d+))?\s*[:\-–—|]\s*",
)


def split_tag(title: str) -> tuple[CleanText, str | None]:
    """The title without its wire tag, and the tag; a tag is in capitals and ends in a colon or dash."""
    found = TAG.match(title)
    if not found or not title[found.end() :].strip():
        return CleanText(title), None
    return CleanText(title[found.end() :].strip()), found["tag"].strip()
