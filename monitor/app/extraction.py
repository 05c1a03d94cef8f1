"""Files, folders, addresses and standard input in, articles out: the `extract` command's own small program."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.app.build import App, utc_now
from monitor.errors import MonitorError, ParseError
from monitor.extract.bytes import LARGEST_PAGE
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
        now = self.app.clock()
        if source == "-":
            return Page(url=url or "", body=sys.stdin.buffer.read(LARGEST_PAGE + 1), fetched_at=now)
        if source.startswith(("http://", "https://")):
            answer = self.app.fetcher.fetch(Request(url=source))
            return Page(url=url or answer.url, body=answer.body, content_type=answer.content_type, status=answer.status, fetched_at=now)
        try:
            return Page(url=url or "", body=_bytes_of(Path(source)), fetched_at=now)
        except (OSError, ValueError) as error:
            raise ParseError(f"cannot be read: {getattr(error, 'strerror', None) or error}") from error


def files_of(source: str) -> Iterator[str]:
    """The files of a folder in order, hidden ones left out; a folder without any, one that cannot be read and anything else as it is."""
    path = Path(source)
    if source == "-" or not path.is_dir():
        yield source
        return
    troubles: list[str] = []
    found = [
        str(file)
        for folder, folders, names in os.walk(path, onerror=lambda error: troubles.append(str(error.filename)))
        for file in _seen(Path(folder), folders, names)
    ]
    yield from sorted([*found, *troubles]) or [source]


def _seen(folder: Path, folders: list[str], names: list[str]) -> Iterator[Path]:
    """What stands in one folder for a reader; hidden folders are not entered, pipes and devices not opened."""
    folders[:] = [name for name in folders if not name.startswith(".")]
    files = (folder / name for name in names if not name.startswith("."))
    return (file for file in files if file.is_file() or file.is_symlink())


def _bytes_of(path: Path) -> bytes:
    """A file, no further than the largest page that is read. Raises OSError, and ParseError for what is no file of words."""
    if path.is_dir():
        raise ParseError("a folder without files" if os.access(path, os.R_OK | os.X_OK) else "a folder that may not be read")
    size = path.stat().st_size
    if size > LARGEST_PAGE:
        raise ParseError(f"a file of {size / 1e6:.0f} MB; {LARGEST_PAGE / 1e6:.0f} MB is the most that is read")
    with path.open("rb") as file:
        return file.read(LARGEST_PAGE + 1)


@contextmanager
def open_extraction(config: Config | None) -> Iterator[Extraction]:
    """A reader of sources, by the configuration's limits where there is one."""
    from monitor.config import Config

    app = App(config=config or Config(path=Path("config.yaml")), clock=utc_now)
    try:
        yield Extraction(app=app)
    finally:
        app.close()
