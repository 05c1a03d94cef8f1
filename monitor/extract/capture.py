"""A text without markup in, its title and its own paragraphs out; the rest is named and kept apart."""

from __future__ import annotations

from monitor.model import Dropped

SENTENCE_ENDS = ".!?…。！？\"”»'’:;)"
LONG = 80


def read_capture(text: str) -> tuple[str, str, list[Dropped]]:
    """The title (the first heading-like line before prose), the paragraphs of prose, and what was left out."""
    lines = [line.strip() for line in text.replace("\r\n", "\n").split("\n")]
    blocks = [line for line in lines if line]
    title = blocks[0] if blocks else ""
    kept: list[str] = []
    dropped: list[Dropped] = []
    for block in blocks[1:]:
        if len(block) >= LONG and block[-1] in SENTENCE_ENDS:
            kept.append(block)
        else:
            dropped.append(Dropped(reason="not a paragraph", text=block))
    return title, "\n\n".join(kept), dropped
