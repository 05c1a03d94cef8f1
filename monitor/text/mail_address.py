"""One mail address as written in, the address as it may go on the wire out: no list, no comment, no name, no trick."""

from __future__ import annotations

import re

LONGEST, LONGEST_LOCAL, LONGEST_HOST = 254, 64, 253

_LOCAL = re.compile(r"[\w!#$%&'*+=?^`{}~][\w!#$%&'*+/=?^`{|}~-]*(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*")
"""A dot-atom (RFC 5322) that does not begin like an option, a command or a path: some servers hand it to a shell."""

_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE)


def mail_address(text: str) -> str:
    """The address with its host in ASCII; raises ValueError in words for the operator. Quoted local parts are refused."""
    local, _, host = text.rpartition("@")
    if not local or not host:
        raise ValueError(f"{_shown(text)} is no mail address: it needs a name, an @ and a host")
    if not _LOCAL.fullmatch(local) or len(local.encode()) > LONGEST_LOCAL:
        raise ValueError(f"{_shown(text)} is no mail address: {_shown(local)} cannot stand before the @")
    try:
        plain = host.encode("ascii").decode() if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        plain = ""
    if not plain or len(plain) > LONGEST_HOST or not all(_LABEL.fullmatch(label) for label in plain.split(".")):
        raise ValueError(f"{_shown(text)} is no mail address: {_shown(host)} is no host name")
    if len(local) + len(plain) + 1 > LONGEST:
        raise ValueError(f"{_shown(text)} is too long for a mail address")
    return f"{local}@{plain}"


def _shown(text: str) -> str:
    return ascii(text if len(text) <= 80 else f"{text[:80]}…")
