"""Text without what must not be shown: passwords and tokens in URLs."""

from __future__ import annotations

import re

_USERINFO = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*://)[^/\s@]+@", re.IGNORECASE)
_NAMES_OF_SECRETS = r"(?:api[-_]?key|key|token|access[-_]?token|auth|secret|password|passwd|pass|pwd|sig|signature|session|code)"
_QUERY = re.compile(rf"(?P<name>[?&;]{_NAMES_OF_SECRETS}=)[^&#\s\"'<>]+", re.IGNORECASE)
_WEBHOOK_PATH = re.compile(r"(?P<host>https?://(?:hooks\.slack\.com|discord(?:app)?\.com/api|api\.telegram\.org)/)\S+", re.IGNORECASE)


def redact(text: str) -> str:
    """The text with user names, passwords and tokens in URLs replaced by `***`."""
    text = _USERINFO.sub(r"\g<scheme>***@", text)
    text = _QUERY.sub(r"\g<name>***", text)
    return _WEBHOOK_PATH.sub(r"\g<host>***", text)
