"""An entry that is a list of announcements in, one entry for each of them out."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

from monitor.feeds.words import prose_of
from monitor.model import CleanText, Entry, stable_id
from monitor.text import clean_line

PARAGRAPH = re.compile(r"<(?:p|li|tr)\b[^>]*>|<br\s*/?>\s*(?:<br\s*/?>\s*)+|\n\s*\n", re.IGNORECASE)
SHORTEST = 120
"""Shorter paragraphs are headings (an agency, a branch) or notes, not announcements."""

FEWEST = 3


def split_entries(entry: Entry, *, is_split: bool) -> Iterator[Entry]:
    """The entry itself, or its announcements when it is one of those that hold many, as configured for its feed."""
    paragraphs = [prose_of(part) for part in PARAGRAPH.split(entry.content)] if is_split else []
    if sum(1 for paragraph in paragraphs if len(paragraph) >= SHORTEST) < FEWEST:
        yield entry
        return
    heading = ""
    for paragraph in paragraphs:
        if len(paragraph) >= SHORTEST:
            yield _part(entry, paragraph, heading)
        elif paragraph and paragraph.upper() == paragraph:
            heading = paragraph


def _part(entry: Entry, paragraph: str, heading: str) -> Entry:
    opening = clean_line(re.split(r"(?<=[a-z]{3})[.;]\s|, (?:was|is|has been|will)\b", paragraph, maxsplit=1)[0], limit=160)
    key = stable_id(entry.id, "part", paragraph)
    # The text fragment leads the reader to the paragraph, and keeps the parts of one page apart.
    url = f"{entry.url.partition('#')[0]}#:~:text={quote(' '.join(paragraph.split()[:6]), safe='')}" if entry.url else None
    return replace(
        entry,
        id=key,
        keys=(key,),
        url=url,
        title=CleanText(f"{heading.title()}: {opening}" if heading else opening),
        summary=clean_line(paragraph, limit=5_000),
        content=f"<p>{html.escape(paragraph)}</p>",
    )
