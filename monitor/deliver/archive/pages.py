"""Sheets in, HTML pages out: an index by month, and a plain page for an edition that brings none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from itertools import groupby

from monitor.deliver.archive.nouns import Line, Sheet

RULES = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
POLICY = f'<meta http-equiv="Content-Security-Policy" content="{RULES}">'
"""No page of the archive runs or fetches anything, whatever stands in it."""

STYLE = """<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.2rem}h3{font-size:1rem;margin-bottom:0}ul{padding-left:1.2rem}p{margin:.2rem 0}</style>"""

FEEDS = """<link rel="alternate" type="application/atom+xml" title="Editions" href="atom.xml">
<link rel="alternate" type="application/feed+json" title="Editions" href="feed.json">
<link rel="alternate" type="application/atom+xml" title="Stories" href="stories.xml">
<link rel="alternate" type="application/feed+json" title="Stories" href="stories.json">"""


def served_page(html: str) -> str:
    """A mail's HTML as a page: the same, with the policy as the first thing in its head."""
    page, count = re.subn(r"<head\b[^>]*>", lambda match: match[0] + POLICY, html, count=1, flags=re.IGNORECASE)
    return page if count else _page("", html)


def plain_page(sheet: Sheet) -> str:
    """An edition's stories, one after the other."""
    stories = "\n".join(_story(line) for line in sheet.stories) or "<p>Nothing new.</p>"
    when = f"{sheet.published_at:%-d %b %Y, %H:%M} UTC"
    body = f'<p><a href="../index.html">All editions</a></p>\n<h1>{escape(sheet.title)}</h1>\n<p>{when}</p>\n{stories}'
    return _page(sheet.title, body, language=sheet.language)


def index_page(sheets: Sequence[Sheet]) -> str:
    """Every edition, newest first, by month."""
    months = groupby(sheets, key=lambda sheet: f"{sheet.published_at:%B %Y}")
    body = "\n".join(f"<h2>{month}</h2>\n<ul>\n{_lines(list(group))}\n</ul>" for month, group in months)
    return _page("Editions", f"<h1>Editions</h1>\n{body}", head=FEEDS)


def _lines(sheets: Sequence[Sheet]) -> str:
    return "\n".join(_item(sheet) for sheet in sheets)


def _item(sheet: Sheet) -> str:
    link = f'<a href="{escape(sheet.path)}" lang="{escape(sheet.language)}">{escape(sheet.title)}</a>'
    return f"<li><bdi>{link}</bdi> ({escape(sheet.digest)} {sheet.number})</li>"


def _story(line: Line) -> str:
    headline = f'<a href="{escape(line.url)}" rel="noopener noreferrer">{escape(line.title)}</a>' if line.url else escape(line.title)
    below = "".join(f"\n<p><bdi>{escape(text)}</bdi></p>" for text in (line.outlet, line.excerpt) if text)
    return f"<h3><bdi>{headline}</bdi></h3>{below}"


def _page(title: str, body: str, *, language: str = "en", head: str = "") -> str:
    return (
        f'<!doctype html>\n<html lang="{escape(language)}"><head>{POLICY}<meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(title)}</title>\n{head}{STYLE}</head>\n'
        f"<body>\n{body}\n</body></html>\n"
    )
