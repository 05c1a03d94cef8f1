"""Files, folders, addresses and standard input in, articles out: the `extract` command's own small program."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.app.build import App, utc_now
from monitor.errors import MonitorError, ParseError
from monitor.model import Article, Page, Request

if TYPE_CHECKING:
    from monitor.config import Config

AHEAD = 64
"""So many sources are read ahead of the one whose article is printed: memory stays flat over a folder of any size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """Reads sources and has them interpreted in the workers."""

    app: App

    def read(self, sources: Sequence[str], *, url: str | None = None) -> Iterator[tuple[str, Future[Article]]]:
        """Each source with its article to come, in order; the future raises ItemError."""
        waiting: list[tuple[str, Future[Article]]] = []
        for source in sources:
            waiting.append((source, self._submitted(source, url)))
            if len(waiting) >= AHEAD:
                yield waiting.pop(0)
        yield from waiting

    def _submitted(self, source: str, url: str | None) -> Future[Article]:
        from monitor import extract

        try:
            page = self._page(source, url)
        except MonitorError as error:
            failed: Future[Article] = Future()
            failed.set_exception(error)
            return failed
        return self.app.workers.submit(extract.extract_page, page)

    def _page(self, source: str, url: str | None) -> Page:
        """The bytes of a source. Raises FetchError for an address, ParseError for a file that cannot be read."""
        if source == "-":
            return Page(url=url or "", body=sys.stdin.buffer.read())
        if source.startswith(("http://", "https://")):
            answer = self.app.fetcher.fetch(Request(url=source))
            return Page(url=url or answer.url, body=answer.body, content_type=answer.content_type, status=answer.status)
        try:
            return Page(url=url or "", body=Path(source).read_bytes())
        except OSError as error:
            raise ParseError(f"cannot be read: {error.strerror}") from error


@contextmanager
def open_extraction(config: Config | None) -> Iterator[Extraction]:
    """A reader of sources, by the configuration's limits where there is one."""
    from monitor.config import Config

    app = App(config=config or Config(path=Path("config.yaml")), clock=utc_now)
    try:
        yield Extraction(app=app)
    finally:
        app.close()
