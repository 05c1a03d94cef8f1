"""What happened in, one record of it out: an event's name and its keys.

structlog writes the records. It is imported with the first one that somebody asked for: most turns have nothing to say.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Hearing:
    """From which level on events are written, and what must be done before the first."""

    level: int = logging.NOTSET
    prepare: Callable[[], None] | None = None


HEARING = Hearing()
"""Of this process: every room writes to one log."""


def hear(level: int = logging.NOTSET, prepare: Callable[[], None] | None = None) -> None:
    """Write events from `level` on; `prepare` sets the writer up, and is called before the first that is written."""
    HEARING.level, HEARING.prepare = level, prepare


COMMON: ContextVar[dict[str, object]] = ContextVar("common", default={})  # noqa: B039 - never changed, only replaced


@contextmanager
def within(**keys: object) -> Iterator[None]:
    """Put these keys on every event of this thread."""
    before = COMMON.set(COMMON.get() | keys)
    try:
        yield
    finally:
        COMMON.reset(before)


@dataclass(frozen=True, slots=True)
class EventLog:
    """The log of one room."""

    name: str

    def debug(self, event: str, **keys: object) -> None:
        """For who looks for a fault."""
        self._write(logging.DEBUG, event, keys)

    def info(self, event: str, **keys: object) -> None:
        """It happened."""
        self._write(logging.INFO, event, keys)

    def warning(self, event: str, **keys: object) -> None:
        """One item is lost."""
        self._write(logging.WARNING, event, keys)

    def error(self, event: str, **keys: object) -> None:
        """The run is lost."""
        self._write(logging.ERROR, event, keys)

    def exception(self, event: str, **keys: object) -> None:
        """The run is lost by the exception in hand."""
        self._write(logging.ERROR, event, {"exc_info": True} | keys)

    def _write(self, level: int, event: str, keys: dict[str, object]) -> None:
        if level < HEARING.level:
            return
        import structlog

        if HEARING.prepare is not None:
            HEARING.prepare()
            HEARING.prepare = None
        structlog.get_logger(self.name).log(level, event, **COMMON.get(), **keys)
