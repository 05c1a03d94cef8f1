"""Which deliveries arrived, written down beside the database file: an old backup that is put back does not send them again.

A line a delivery, only ever added to, and made to last before the database is told. A store on a server has none.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Collection

ENDING = ".sent"
LONGEST = 16 * 1024 * 1024
"""So many bytes of the newest lines are looked at: a million deliveries."""


def note(path: str | None, delivery_id: str) -> None:
    """This delivery has arrived. Raises OSError."""
    if path is None:
        return
    handle = os.open(path + ENDING, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        # The line end comes first, too: half a line that a full disk left spoils no other.
        line = f"\n{delivery_id}\n".encode()
        if os.write(handle, line) != len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(handle)
    finally:
        os.close(handle)


def noted(path: str | None, delivery_ids: Collection[str]) -> frozenset[str]:
    """Those of the deliveries that have arrived. Raises OSError."""
    if path is None or not delivery_ids:
        return frozenset()
    try:
        with open(path + ENDING, "rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - LONGEST))
            lines = set(file.read().decode("ascii", "replace").split("\n"))
    except FileNotFoundError:
        return frozenset()
    return frozenset(delivery_ids) & lines
