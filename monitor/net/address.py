"""A URL in, an origin that may be asked out: strict spelling, known schemes, harmless ports, public addresses only.

The table of special addresses, resolution and the pinned connection are ssrfguard's; the spelling
of URLs is ours, because its own refuses host names with an underscore and all unusual ports.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from monitor.errors import FetchError

if TYPE_CHECKING:
    from ssrfguard import AddressTable, Policy, Target

LONGEST_URL = 8_192

HARMFUL_PORTS = frozenset(
    (
        *(0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111),
        *(113, 115, 117, 119, 123, 135, 137, 138, 139, 143, 161, 179, 389, 427, 445, 465, 500, 512, 513, 514, 515, 526, 530, 531),
        *(532, 540, 548, 554, 556, 563, 587, 601, 623, 636, 873, 989, 990, 993, 995, 1433, 1521, 1719, 1720, 1723, 2049, 2375, 2376),
        *(3128, 3306, 3389, 3659, 4045, 4190, 5060, 5061, 5432, 5900, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697),
        *(9200, 9300, 10080, 11211, 27017),
    )
)
"""The bad ports of the Fetch standard, and databases that would read a request line as a command."""

NEVER_PUBLIC = {
    "168.63.129.16/32": "Azure's metadata and health service",
    "4000::/2": "not assigned",
    "8000::/2": "not assigned",
    "c000::/2": "not assigned, local, or multicast",
}
"""Addresses that look public and are not the Internet's: IPv6 is assigned from 2000::/3 only."""

UNWRITABLE = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\\]")
"""What no honest URL has and what parsers disagree about."""

DECEPTIVE = re.compile(r"[^/]*[?#][^/]*@")
"""An authority that ends without a slash and is followed by an @: two parsers, two hosts."""

NAME = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.?")
NUMBER = re.compile(r"(?:\d+|0x[0-9a-f]*)\.?")

LOCAL_NAMES = re.compile(
    r"(?:.*\.)?(?:localhost|localdomain|local|lan|internal|intranet|private|corp|home|home\.arpa|in-addr\.arpa|ip6\.arpa)\.?|[^.]+\.?"
)
"""Names that only a local resolver answers, and those without any dot."""

DEFAULT_PORTS = {"http": 80, "https": 443}


def guard(allow: tuple[str, ...]) -> Policy:
    """Which addresses may be connected to: every public one, and the networks allowed by name."""
    from ssrfguard import Policy

    return Policy(allowed_networks=tuple(ip_network(network) for network in allow), denied_networks=_denied())


@cache
def _denied() -> AddressTable:
    """ssrfguard's table, without its exceptions for services that are no web sites, and with what the registry does not know."""
    from ssrfguard import DEFAULT_DENIED, AddressTable, Block, Reach

    strict = tuple(replace(block, reach=Reach.DENIED) if block.reach is Reach.PERMITTED else block for block in DEFAULT_DENIED.blocks)
    further = tuple(Block(ip_network(network), name, "", Reach.DENIED) for network, name in NEVER_PUBLIC.items())
    return AddressTable(strict + further)


def check_url(url: str, policy: Policy) -> Target:
    """The origin to connect to; raises FetchError when the URL may not be asked for."""
    from ssrfguard import BlockedAddressError, Target

    parts = _split(url)
    host = _host(url, parts)
    address = _literal(host)
    if address is None:
        _check_name(url, host, is_local_fine=bool(policy.allowed_networks))
    else:
        try:
            policy.check_address(address)
        except BlockedAddressError as error:
            raise refused(url, str(error)) from error
    return Target(scheme=parts.scheme, host=host, port=_port(url, parts), host_as_written=host, address=address)


def refused(url: str, why: str) -> FetchError:
    """The error of everything that the guard does not let through."""
    return FetchError(without_secrets(url), why, kind="refused")


def without_secrets(url: str) -> str:
    """The URL as it may be logged and stored: no user, no password, bounded."""
    return re.sub(r"//[^/@]*@", "//", url, count=1)[:500]


def _split(url: str) -> SplitResult:
    if len(url) > LONGEST_URL:
        raise refused(url, f"longer than {LONGEST_URL} characters")
    if UNWRITABLE.search(url):
        raise refused(url, "has a space, a backslash or a control character")
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise refused(url, str(error)) from error
    if parts.scheme not in DEFAULT_PORTS or not url[len(parts.scheme) :].startswith("://"):
        raise refused(url, "is neither http:// nor https://")
    if DECEPTIVE.match(url[len(parts.scheme) + 3 :]):
        raise refused(url, "means different hosts to different readers")
    if re.search(r"[.\[\]]", parts.username or ""):
        raise refused(url, "has a user name that reads like a host")
    return parts


def _host(url: str, parts: SplitResult) -> str:
    host = parts.hostname or ""
    if "%" in host or len(host) > 253:
        raise refused(url, "has an escaped or overlong host name")
    try:
        return host.lower() if host.isascii() else host.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise refused(url, f"has an impossible host name: {error}") from error


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _check_name(url: str, host: str, *, is_local_fine: bool) -> None:
    is_local = LOCAL_NAMES.fullmatch(host) is not None
    if NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]):
        raise refused(url, "has a host that is an oddly written address")
    if is_local and not is_local_fine:
        raise refused(url, "has a host name that means something only on the local network")
    if not (NAME.fullmatch(host) or (is_local and re.fullmatch(r"[a-z0-9][a-z0-9.-]*", host))):
        raise refused(url, "has no proper host name")


def _port(url: str, parts: SplitResult) -> int:
    try:
        port = parts.port
    except ValueError as error:
        raise refused(url, str(error)) from error
    if port is None:
        return DEFAULT_PORTS[parts.scheme]
    if port in HARMFUL_PORTS:
        raise refused(url, f"names port {port}, where no web server listens")
    return port
