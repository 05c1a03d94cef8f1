"""What was sent, written down beside the database file, so that an old backup that is put back sends nothing again.

A line for each delivery that arrived, made to last before the database is told, and one for each edition before any of it
goes out; only ever added to. It names nobody: readers are ids. A store on a server has none.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Collection
from dataclasses import dataclass

from monitor.model import Edition
from monitor.store.codec import dumps, loads

ENDING = ".sent"
LONGEST = 16 * 1024 * 1024
"""So many bytes of the newest lines are looked at: half a million deliveries and some thousand editions."""

EDITION = "="
"""What the line of an edition begins with: `= DIGEST NUMBER {…}`. All others are ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """An edition that begins to go out, without its content."""

    edition: Edition
    news: tuple[tuple[tuple[str, ...], tuple[tuple[str, str, int], ...]], ...]
    """The ids of readers who are told the same, with what: article, story and revision."""


def note(path: str | None, *ids: str) -> None:
    """What these ids stand for has arrived. Raises OSError."""
    if path is not None:
        _add(path, "\n".join(ids))


def note_edition(path: str, going: Going) -> None:
    """This edition is about to go out. Raises OSError."""
    _add(path, f"{EDITION} {going.edition.digest} {going.edition.number} {dumps(going)}")


def noted(path: str | None, ids: Collection[str]) -> frozenset[str]:
    """Those of the ids whose deliveries have arrived. Raises OSError."""
    return frozenset(ids) & set(_lines(path)) if ids else frozenset()


def editions(path: str | None, digest: str, *, after: int = 0) -> dict[int, Going]:
    """The editions of a digest with a greater number that began to go out, by number. Raises OSError."""
    found = {}
    for line in _lines(path):
        mark, _, rest = line.partition(f" {digest} ")
        number, _, text = rest.partition(" ")
        if mark == EDITION and number.isdecimal() and int(number) > after:
            try:
                found[int(number)] = loads(Going, text)
            except (ValueError, TypeError):  # half a line, which was written again after it
                continue
    return found


def _add(path: str, text: str) -> None:
    handle = os.open(path + ENDING, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        # The line end comes first, too: half a line that a full disk left spoils no other.
        line = f"\n{text}\n".encode()
        if os.write(handle, line) != len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(handle)
    finally:
        os.close(handle)


def _lines(path: str | None) -> list[str]:
    if path is None:
        return []
    try:
        with open(path + ENDING, "rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - LONGEST))
            return file.read().decode("utf-8", "replace").split("\n")
    except FileNotFoundError:
        return []
