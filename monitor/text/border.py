"""Hostile text in, typed text out: what a string must lose before it is stored, put in a header, or shown as markup."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from monitor.model import CleanText, HeaderText, SafeHtml

BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Marks, overrides and isolates that can turn the text after them (Unicode TR 9)."""
UNWANTED = re.compile(
    rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u180e\u200b\u2060-\u2064\ufeff\ufff9-\ufffb\ufffe\uffff{BIDI}\ud800-\udfff\U000e0000-\U000e007f]"
)
LINE_ENDS = re.compile(r"\r\n|[\r\x85\u2028\u2029]")
SPACES = re.compile(r"[^\S\n]+")
BLANK_LINES = re.compile(r"\n{3,}")
MARKS = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{3})[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)

LONGEST_TEXT = 200_000
LONGEST_LINE = 500
LONGEST_HEADER = 250


def clean(raw: str, *, limit: int | None = LONGEST_TEXT) -> CleanText:
    """Text fit for storing: NFC, no control, surrogate, bidi or zero-width characters, paragraphs kept, at most `limit` characters."""
    text = raw if limit is None else raw[: limit * 2]
    text = unicodedata.normalize("NFC", UNWANTED.sub("", LINE_ENDS.sub("\n", text)))
    text = MARKS.sub(r"\1", SPACES.sub(" ", text))
    text = "\n".join(line.strip() for line in text.split("\n"))
    return CleanText(shorten(BLANK_LINES.sub("\n\n", text).strip(), limit))


def clean_line(raw: str, *, limit: int = LONGEST_LINE) -> CleanText:
    """The same on one line, at most `limit` characters."""
    return CleanText(shorten(" ".join(clean(raw, limit=limit * 4).split()), limit))


def shorten(text: str, limit: int | None) -> str:
    """The text cut to `limit` characters with an ellipsis, on a word's edge where one is near."""
    if limit is None or len(text) <= limit:
        return text
    cut = text[: limit - 1]
    edge = cut.rfind(" ")
    return (cut[:edge] if edge > limit * 2 // 3 else cut).rstrip() + "…"


def header(raw: str, *, limit: int = LONGEST_HEADER) -> HeaderText:
    """One line that is safe as a mail header's value on every Python.

    Besides line ends, `=?` is broken: Python up to 3.12.4 decodes an encoded word that hides a line end
    and writes a real header from it (CVE-2024-6923).
    """
    return HeaderText(clean_line(raw, limit=limit).replace("=?", "= ?"))


def safe_link(url: str | None) -> str | None:
    """The address if it is an absolute http(s) one that a mail may link, else None."""
    if not url or len(url) > 2_000 or re.search(r"[\s\x00-\x20\x7f-\x9f\\<>\"'`{}|^]", url):
        return None
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or parts.username is not None or parts.password is not None:
        return None
    return url


TAGS = frozenset({"p", "br", "b", "i", "em", "strong", "a", "ul", "ol", "li", "blockquote", "code", "pre", "sub", "sup"})


def safe_html(raw: str) -> SafeHtml:
    """Markup of allow-listed elements with absolute http(s) links and nothing else."""
    import nh3

    def attribute(tag: str, name: str, value: str) -> str | None:
        return safe_link(value) if (tag, name) == ("a", "href") else None

    return SafeHtml(
        nh3.clean(
            UNWANTED.sub("", raw),
            tags=set(TAGS),
            attributes={"a": {"href"}},
            attribute_filter=attribute,
            url_schemes={"http", "https"},
            link_rel="noopener noreferrer",
        )
    )
