"""url -> bytes: manners, limits, guard."""

from importlib import import_module
from typing import TYPE_CHECKING

from monitor.fetch.settings import FetchSettings

if TYPE_CHECKING:
    from monitor.fetch.fetcher import HttpFetcher
    from monitor.fetch.gate import host_of

LATER = {"HttpFetcher": "monitor.fetch.fetcher", "host_of": "monitor.fetch.gate"}
"""What is imported when it is first asked for: the settings alone must stay cheap to read."""


def __getattr__(name: str) -> object:
    if name not in LATER:
        raise AttributeError(name)
    return getattr(import_module(LATER[name]), name)


__all__ = ["FetchSettings", "HttpFetcher", "host_of"]
