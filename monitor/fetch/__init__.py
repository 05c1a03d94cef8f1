"""url -> bytes: manners, limits, guard."""

from typing import TYPE_CHECKING

from monitor.fetch.settings import FetchSettings
from monitor.later import later

if TYPE_CHECKING:
    from monitor.fetch.fetcher import HttpFetcher
    from monitor.fetch.gate import host_of


__getattr__ = later(
    __name__,
    {
        "fetcher": ("HttpFetcher",),
        "gate": ("host_of",),
    },
)

__all__ = ["FetchSettings", "HttpFetcher", "host_of"]
