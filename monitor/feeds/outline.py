"""The text of an XML feed in, its frame and its items as strings out, without parsing any of them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from monitor.errors import ParseError

ROOT = re.compile(r"<((?:[A-Za-z_][\w.-]{0,31}:)?)(rss|feed|rdf|urlset|sitemapindex)(?=[\s>/])", re.IGNORECASE)
PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|script)\b", re.IGNORECASE)
ENTRY = re.compile(r"\s*(?:<[?!][^>]{0,1000}>\s*){0,5}(<entry[\s>])")
CHANNEL = re.compile(r"<((?:[A-Za-z_][\w.-]{0,31}:)?channel)(?=[\s>/])", re.IGNORECASE)
LONGEST_HEAD = 64_000
LONGEST_START = 1_000_000


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed cut into pieces: start tags that every piece needs, the feed's own words, its items."""

    kind: str
    prefix: str
    suffix: str
    head: str
    items: tuple[str, ...]
    is_complete: bool

    def document(self, *pieces: str) -> bytes:
        """A whole feed made of the frame and these pieces."""
        return f'<?xml version="1.0" encoding="utf-8"?>{self.prefix}{"".join(pieces)}{self.suffix}'.encode("utf-8", "replace")

    def hash_of(self, item: str) -> str:
        """What an item is known by: its own text and the frame that gives names and addresses their meaning."""
        return hashlib.blake2b(f"{self.prefix}\x1f{item}".encode("utf-8", "replace"), digest_size=8).hexdigest()


def outline(text: str) -> Outline:
    """Cut a feed into its items; raises ParseError when it is none. Whole items only: the last one of half a feed is dropped."""
    root = ROOT.search(text)
    if root is None and (single := ENTRY.match(text)):
        # One entry alone is a document of its own in Atom (RFC 4287, section 2).
        text = f"<feed xmlns='http://www.w3.org/2005/Atom'>{text[single.start(1) :]}</feed>"
        root = ROOT.search(text)
    if root is None or PAGE.search(text, 0, root.start()):
        raise ParseError(f"not a feed: {_what(text)}")
    kind = root[2].lower()
    start = _start_tag(text, root.start())
    name = root[1] + root[2]
    prefix, at = start, root.start() + len(start)
    suffix = f"</{name}>"
    if start.endswith("/>"):
        prefix = start[:-2] + ">"
    channel = CHANNEL.search(text, at, at + LONGEST_HEAD) if kind in {"rss", "rdf"} else None
    tag = root[1] + {"feed": "entry", "urlset": "url", "sitemapindex": "sitemap"}.get(kind, "item") if root[1].lower() != "rdf:" else "item"
    spans, end, is_complete = _items(text, at, tag, name)
    first = spans[0][0] if spans else end
    head = text[at : min(first, at + LONGEST_HEAD)]
    after = text[spans[-1][1] : end][:LONGEST_HEAD] if spans else ""
    if channel and kind == "rss":
        start = _start_tag(text, channel.start())
        prefix, suffix = prefix + start.removesuffix("/>").removesuffix(">") + ">", f"</{channel[1]}>{suffix}"
        # Items may stand outside the channel; here everything stands in it, and it ends where the suffix says.
        end_tag = re.compile(rf"</{re.escape(channel[1])}\s*>")
        head, after = end_tag.sub("", text[channel.start() + len(start) : min(first, at + LONGEST_HEAD)]), end_tag.sub("", after)
    return Outline(kind, prefix, suffix, head + after, tuple(text[a:b] for a, b in spans), is_complete)


def _start_tag(text: str, at: int) -> str:
    end = text.find(">", at)
    if end < 0 or end - at > LONGEST_START:
        raise ParseError("not a feed: its first element never ends")
    return text[at : end + 1]


def _items(text: str, at: int, tag: str, root: str) -> tuple[list[tuple[int, int]], int, bool]:
    """Where each item begins and ends, where the feed ends, and whether it says so itself."""
    token = re.compile(rf"(<!\[CDATA\[|<!--)|<(/?)({re.escape(tag)}|{re.escape(root)})(?=[\s>/])", re.IGNORECASE)
    spans: list[tuple[int, int]] = []
    ends = {"<![cdata[": "]]>", "<!--": "-->"}
    opened = -1
    while match := token.search(text, at):
        at = match.end()
        if match[1]:
            end = text.find(ends[match[1].lower()], at) if match[1].lower() in ends else -1
            at = max(at, end + 3)
            if end < 0:
                # It never ends, and neither does any other after it: not searched for again.
                ends.pop(match[1].lower(), None)
        elif match[3].lower() == root.lower():
            if match[2]:
                return spans, match.start(), True
        elif match[2]:
            at = text.find(">", at) + 1 or len(text)
            if opened >= 0:
                spans.append((opened, at))
            opened = -1
        else:
            # A second start without an end: the first one was never finished.
            opened = match.start()
    return spans, len(text) if not spans else spans[-1][1], False


def _what(text: str) -> str:
    start = text.lstrip()[:500]
    if not start:
        return "an empty body"
    if PAGE.search(text[:5_000]):
        title = re.search(r"<title[^>]*>([^<]{1,80})", text[:20_000], re.IGNORECASE)
        return "an HTML page" + (f" titled “{' '.join(title[1].split())}”" if title else "")
    found = re.match(r"(?:<\?[^>]*>\s*)?<([\w:.-]{1,40})", start)
    return f"its root is <{found[1]}>" if found else f"it begins with {' '.join(start.split())[:40]!r}"
