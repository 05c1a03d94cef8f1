"""Bytes into a file, whole or not at all: a reader never sees half of it, and a power cut leaves the old or the new one."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from monitor.errors import DeliveryError
from monitor.model import stable_id

LONGEST_NAME = 120


def write(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Put the bytes at `path`, making its folder when missing. Raises DeliveryError, to be tried again: a full disk is emptied."""
    try:
        make_folder(path.parent, mode)
        handle, draft = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(data)
                out.flush()
                os.fchmod(out.fileno(), mode)
                os.fsync(out.fileno())
            os.replace(draft, path)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
        _sync(path.parent)
    except OSError as error:
        raise DeliveryError(f"{path}: {error.strerror or error}", kind="temporary") from error


def make_folder(folder: Path, mode: int = 0o600) -> None:
    """Make a folder that is missing; whoever may read its files may look into it, whatever the umask. Raises OSError."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(mode | (mode & 0o444) >> 2)


def file_name(text: str) -> str:
    """The text as part of a file's name: no separator, no leading dot, and different for different texts."""
    plain = re.sub(r"[^A-Za-z0-9@._+-]+", "_", text).lstrip(".-")[:LONGEST_NAME]
    return plain if plain == text else f"{plain}-{stable_id(text)[:8]}".lstrip("-")


def _sync(folder: Path) -> None:
    """Make the rename itself last."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
