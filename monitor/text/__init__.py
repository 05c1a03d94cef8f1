"""Text below every other room: normalising, languages, addresses, dates, and the border hostile text must pass (pure)."""

from monitor.text.border import clean, clean_line, header, safe_html, safe_link, shorten
from monitor.text.dates import published_from
from monitor.text.redact import redact
from monitor.text.urls import canonical_url

__all__ = [
    "canonical_url",
    "clean",
    "clean_line",
    "header",
    "published_from",
    "redact",
    "safe_html",
    "safe_link",
    "shorten",
]
