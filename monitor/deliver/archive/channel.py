"""The archive as a channel: an edition's page and sheet first, then everything that lists them."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from monitor.deliver.archive.feeds import feed_files
from monitor.deliver.archive.nouns import Sheet, as_data, from_data
from monitor.deliver.archive.pages import index_page
from monitor.deliver.archive.reading import read
from monitor.deliver.atomic import file_name, make_folder, write
from monitor.deliver.settings import ArchiveSettings
from monitor.errors import DeliveryError
from monitor.model import Delivery

PUBLIC = 0o644
"""The web server's user reads them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveChannel:
    """A folder of pages. Sending an edition again writes the same files again."""

    name: str
    settings: ArchiveSettings

    def send(self, delivery: Delivery) -> str:
        """Add an edition; where its page is. Raises DeliveryError."""
        folder = Path(self.settings.folder)
        path = edition_path(delivery.digest, delivery.edition)
        sheet, page = read(delivery, path)
        with _alone(folder):
            write(folder / path, page.encode("utf-8", "replace"), mode=PUBLIC)
            write((folder / path).with_suffix(".json"), _dumped(sheet), mode=PUBLIC)
            sheets = _sheets(folder)
            for name, data in feed_files(sheets, self.settings.base_url).items():
                write(folder / name, data, mode=PUBLIC)
            write(folder / "index.html", index_page(sheets).encode("utf-8", "replace"), mode=PUBLIC)
        return f"{self.settings.base_url.rstrip('/')}/{path}" if self.settings.base_url else str(folder / path)


def edition_path(digest: str, number: int | str) -> str:
    """Where an edition stands in the folder and below `base_url`."""
    return f"{file_name(digest)}/{number}.html"


def _sheets(folder: Path) -> list[Sheet]:
    """Every edition's sheet, newest first; a file that is none is passed over."""
    sheets = []
    for path in folder.glob("*/*.json"):
        try:
            sheets.append(from_data(json.loads(path.read_bytes())))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return sorted(sheets, key=lambda sheet: (sheet.published_at, sheet.digest, sheet.number), reverse=True)


def _dumped(sheet: Sheet) -> bytes:
    return json.dumps(as_data(sheet), ensure_ascii=False, indent=1).encode("utf-8", "replace")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One writer at a time, in this process and in others: an index must not miss an edition written meanwhile."""
    try:
        make_folder(folder, PUBLIC)
        lock = (folder / ".lock").open("a")
    except OSError as error:
        raise DeliveryError(f"{folder}: {error.strerror or error}", kind="temporary") from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
