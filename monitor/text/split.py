"""A long chat text in, parts within a limit out; cut between paragraphs, else lines, else words, never in a link or an entity."""

from __future__ import annotations

import re

_WHOLE = re.compile(r"<[^<>\s][^<>]*>|\[[^\]\n]*\]\([^()\s]*\)|https?://\S+|&#?\w{1,31};|\\.", re.DOTALL)
"""What must not be cut: Slack's and HTML's brackets, Markdown's links, bare links, entities, escapes."""

_EDGES = ("\n\n", "\n", " ")


def split(text: str, limit: int) -> tuple[str, ...]:
    """The text in parts of at most `limit` characters, in order; only white space at the cuts and links beyond the limit are lost."""
    parts: list[str] = []
    rest = _WHOLE.sub(lambda match: match[0] if len(match[0]) <= limit else "…", text.strip("\n"))
    while len(rest) > limit:
        at = _cut(rest, limit)
        parts.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return tuple(part for part in (*parts, rest) if part)


def _cut(text: str, limit: int) -> int:
    """Where to cut: the last edge of the best kind in the second half, else the last place that is in nothing whole."""
    head = text[: limit + 1]
    spans = [match.span() for match in _WHOLE.finditer(text, 0, 2 * limit + 1) if match.start() < limit]
    for edge in _EDGES:
        places = [match.start() for match in re.finditer(re.escape(edge), head)]
        found = [at for at in places if at > limit // 2 and not _is_inside(at, spans)]
        if found:
            return found[-1]
    return next((start for start, end in spans if start < limit < end), limit)


def _is_inside(at: int, spans: list[tuple[int, int]]) -> bool:
    return any(start < at < end for start, end in spans)
