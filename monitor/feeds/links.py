"""Links as feeds carry them in, the publisher's own absolute web address out."""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import parse_qs, urljoin, urlsplit, urlunsplit

from monitor.text import safe_link

REDIRECTORS = (
    (re.compile(r"(?:www\.)?google\.[a-z.]{2,6}$"), ("url", "q")),
    (re.compile(r"(?:www\.)?bing\.com$"), ("url", "u")),
    (re.compile(r"(?:[a-z]+\.)?(?:facebook|instagram)\.com$"), ("u",)),
    (re.compile(r"(?:[a-z0-9-]+\.)?safelinks\.protection\.outlook\.com$"), ("url",)),
    (re.compile(r"(?:www\.)?(?:feedproxy\.google|duckduckgo|inoreader|flipboard)\.com$"), ("uddg", "url", "u")),
)
"""Hosts whose links name the real address in a parameter."""

GOOGLE_NEWS = re.compile(r"https?://news\.google\.com/(?:rss/|__i/rss/rd/)?(?:articles|read)/([\w-]{20,})")


def web_link(link: str | None, base: str = "") -> str | None:
    """The absolute http(s) address a link means, cleaned and without detours; None when it means none."""
    from w3lib.url import safe_url_string

    text = re.sub(r"[\t\r\n]", "", (link or "").strip())[:4_000]
    if not text or "\\" in text:
        return None
    try:
        target = _without_detour(urljoin(base, text))
        parts = urlsplit(target)
        if parts.scheme not in {"http", "https"} or not parts.hostname or "%" in parts.netloc or " " in parts.netloc:
            return None
        host = parts.netloc.rpartition("@")[2]
        escaped: str = safe_url_string(urlunsplit(parts._replace(netloc=host)))
    except ValueError:
        return None
    return safe_link(re.sub(r"[\"'<>`{}|^]", lambda char: f"%{ord(char[0]):02X}", escaped))


def is_home(link: str) -> bool:
    """Whether a link leads to the front page of a site: no identity for an entry."""
    parts = urlsplit(link)
    return parts.path in {"", "/"} and not parts.query


def hides_page(url: str) -> bool:
    """Whether a link, as `web_link` gives it, is one of Google News from which the publisher's page cannot be told."""
    return bool(GOOGLE_NEWS.match(url))


def _without_detour(url: str) -> str:
    if match := GOOGLE_NEWS.match(url):
        return _in_google_news(match[1]) or url
    parts = urlsplit(url)
    for hosts, names in REDIRECTORS:
        if hosts.match((parts.hostname or "").lower()):
            values = parse_qs(parts.query)
            for name in names:
                if values.get(name, [""])[0].startswith(("http://", "https://")):
                    return values[name][0]
    return url


def _in_google_news(code: str) -> str | None:
    """Older links carry the address in the open, in base64; newer ones do not, and are left as they are."""
    try:
        plain = base64.urlsafe_b64decode(code + "=" * (-len(code) % 4))
    except (binascii.Error, ValueError):
        return None
    found = re.search(rb"https?://[\x21-\x7e]+", plain)
    return found[0].decode("ascii") if found else None
