"""url -> bytes: manners, limits, guard."""

from monitor.fetch.fetcher import HttpFetcher
from monitor.fetch.gate import host_of
from monitor.fetch.settings import FetchSettings

__all__ = ["FetchSettings", "HttpFetcher", "host_of"]
