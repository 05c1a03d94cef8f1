"""What a reader sees of the unsubscribe pages: plain HTML, nothing fetched, nothing run."""

from __future__ import annotations

from html import escape

HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow"><title>{title}</title>
<style>:root{{color-scheme:light dark}}body{{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem}}
button{{font:inherit;padding:.5rem 1rem}}</style></head>
<body><main>
"""
FOOT = "\n</main></body></html>\n"


def asking(digest: str, recipient: str) -> str:
    """GET: what would happen, and a button. Link scanners that follow every link change nothing."""
    body = (
        f"<h1>Unsubscribe</h1>\n<p>Stop sending <b>{escape(digest)}</b> to {escape(masked(recipient))}?</p>\n"
        '<form method="post"><button type="submit">Unsubscribe</button></form>'
    )
    return _page("Unsubscribe", body)


def done(digest: str, recipient: str) -> str:
    """POST: what has happened."""
    body = f"<h1>Unsubscribed</h1>\n<p>{escape(masked(recipient))} gets no further edition of <b>{escape(digest)}</b>.</p>"
    return _page("Unsubscribed", body)


def plain(title: str, words: str) -> str:
    """A page that says one thing."""
    return _page(title, f"<h1>{escape(title)}</h1>\n<p>{escape(words)}</p>")


def masked(address: str) -> str:
    """Enough to recognise one's own address, too little to learn another's: `a…@example.org`."""
    local, at, host = address.rpartition("@")
    return f"{local[:1]}…{at}{host}" if at else f"{address[:1]}…"


def _page(title: str, body: str) -> str:
    return HEAD.format(title=escape(title)) + body + FOOT
