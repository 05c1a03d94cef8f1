"""What the operator may open in the one door to the network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class NetSettings:
    """Rules for every connection, whoever asks for it."""

    allow: tuple[str, ...] = ()
    """Private networks that may be reached all the same, for instance `127.0.0.0/8`; none by default."""
    trust_env: bool = False
    """Whether proxies, .netrc and certificate bundles of the environment count. A proxy resolves names itself, out of the guard's sight."""
    ca_file: str | None = None
    """A bundle of further certificate authorities to trust, as PEM; for intranets."""
    connect: timedelta = timedelta(seconds=10)
    """How long to wait for one address of a host before trying its next one."""
    pools: int = 256
    """How many hosts keep an open connection for the next request; fewer than the hosts of a cycle means connecting again."""
