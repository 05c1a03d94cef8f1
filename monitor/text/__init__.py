"""Text below every other room: normalising, languages, addresses, dates, and the border hostile text must pass (pure)."""

from monitor.text.border import clean, clean_line, header, safe_html, safe_link, shorten
from monitor.text.dates import EARLIEST, plausible, published_from
from monitor.text.redact import redact
from monitor.text.urls import canonical_url

__all__ = [
    "EARLIEST",
    "canonical_url",
    "clean",
    "clean_line",
    "header",
    "plausible",
    "published_from",
    "redact",
    "safe_html",
    "safe_link",
    "shorten",
]
