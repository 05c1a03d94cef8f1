"""Markup as feeds carry it in, plain clean text out."""

from __future__ import annotations

import html
import re

from monitor.model import CleanText
from monitor.text import clean, clean_line

LONGEST_MARKUP = 100_000
"""So much of a description is turned into text; the rest is for the article's own reader."""

LONGEST_SUMMARY = 5_000

INVISIBLE = re.compile(r"<(script|style|template|noscript|svg|math|iframe)\b[^>]*>.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
BREAK = re.compile(r"<(?:/?(?:p|div|li|ul|ol|h[1-6]|tr|table|blockquote|section|article)|br|hr)\b[^<>]*>", re.IGNORECASE)
MARKUP = re.compile(r"<(?:!--.*?(?:-->|$)|/?[a-z][^<>]*(?:>|$))", re.IGNORECASE | re.DOTALL)
INLINE = re.compile(
    r"</?(?:a|abbr|b|big|br|cite|code|div|em|font|h[1-6]|i|img|ins|mark|p|q|s|small|span|strike|strong|sub|sup|u|wbr)\b[^<>]*>",
    re.IGNORECASE,
)


def line_of(markup: str) -> CleanText:
    """A title: one line. Only what is surely markup is taken off, since `a < b` and `<b>` may be what is meant."""
    text = markup[:10_000]
    if "<" in text and (stripped := INLINE.sub("", text)).strip():
        text = stripped
    if "&" in text:
        text = html.unescape(text)
    return clean_line(text)


def prose_of(markup: str) -> CleanText:
    """A summary: text with paragraphs, without anything a browser would not show."""
    text = markup[:LONGEST_MARKUP]
    if "<" in text:
        text = INVISIBLE.sub(" ", text)
        text = re.sub(r"\s+", " ", text)
        text = MARKUP.sub(" ", BREAK.sub("\n", text))
    return clean(html.unescape(text), limit=LONGEST_SUMMARY)
