"""Where a redirect leads, if we may follow it."""

from __future__ import annotations

import re
from base64 import b64encode
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from monitor.errors import FetchError
from monitor.net import without_secrets

PERMANENT = frozenset({301, 308})
REDIRECTS = PERMANENT | {302, 303, 307}


def next_url(url: str, location: str, *, allow_downgrade: bool) -> str:
    """The absolute URL of the next hop; raises FetchError when it must not be followed. The guard checks it again."""
    target = location.strip(" ")
    if not target:
        raise FetchError(without_secrets(url), "a redirect to nowhere", kind="redirect")
    if re.search(r"[\x00-\x1f\x7f\\]", target) or re.match(r"[a-z][a-z0-9+.-]*:(?!//)", target, re.IGNORECASE):
        raise FetchError(without_secrets(url), "a redirect to an address that is spelled oddly", kind="refused")
    try:
        parts = urlsplit(urljoin(url, _escaped(target)))
    except ValueError as error:
        raise FetchError(without_secrets(url), f"a redirect to no address: {error}", kind="redirect") from error
    if parts.scheme not in {"http", "https"}:
        raise FetchError(without_secrets(url), f"a redirect to {parts.scheme[:20]}:", kind="refused")
    if parts.username is not None:
        raise FetchError(without_secrets(url), "a redirect with a user name", kind="refused")
    if url.startswith("https:") and parts.scheme == "http" and not allow_downgrade:
        raise FetchError(without_secrets(url), "a redirect from https to http", kind="redirect")
    return urlunsplit(parts._replace(fragment=""))


def without_userinfo(url: str) -> tuple[str, str | None]:
    """A URL without its user and password, and the header that carries them instead."""
    try:
        parts = urlsplit(url)
        user, secret = parts.username, parts.password
    except ValueError:
        return url, None
    if user is None or re.search(r"[.\[\]]", user):
        # What reads like a host stays, for the guard to refuse.
        return url, None
    pair = f"{unquote(user)}:{unquote(secret or '')}".encode()
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])), f"Basic {b64encode(pair).decode('ascii')}"


def _escaped(location: str) -> str:
    """Spaces and raw bytes escaped: http.client reads headers as Latin-1, servers write UTF-8."""
    return quote(location.encode("latin-1", "replace"), safe="%/:=&?~#+!$,;'@()*[]|")
