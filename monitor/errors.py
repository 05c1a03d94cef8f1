"""Everything that can go wrong, drawn as a tree.

MonitorError
├── ConfigError            the configuration, a topic or a template is wrong; exists only at start
├── ItemError              one item is lost for now; the others go on
│   ├── FetchError         bytes could not be had
│   ├── ParseError         bytes could not be understood
│   ├── WorkerError        the process that interpreted the bytes ran out of time or memory
│   └── DeliveryError      a message could not be handed over
├── StoreError             the store could not be used; ends the run
└── BusyError                 another turn holds the lock
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

FetchProblem = Literal[
    "dns", "tls", "timeout", "http", "blocked", "gone", "too_big", "refused", "connection", "redirect", "encoding", "robots", "back_off"
]
DeliveryProblem = Literal["temporary", "permanent", "unknown", "auth", "tls"]


class MonitorError(Exception):
    """Base of every failure this program knows. Travels between processes with all its data."""

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuilt, (type(self), self.args, dict(self.__dict__))


def _rebuilt(kind: type[MonitorError], args: tuple[object, ...], data: dict[str, object]) -> MonitorError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(data)
    return error


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One thing wrong in a file the operator wrote: where it is, what is wrong, what to do.

    `line` and `column` count from 1; 0 means unknown.
    """

    file: str
    line: int = 0
    column: int = 0
    key: str = ""
    what: str
    repair: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        subject = f" {self.key}:" if self.key else ""
        repair = f"; {self.repair}" if self.repair else ""
        return f"{place}:{subject} {self.what}{repair}"


class ConfigError(MonitorError):
    """What the operator wrote cannot be used; carries every mistake at once."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


class ItemError(MonitorError):
    """One item failed; the job notes it and goes on with the next."""


class FetchError(ItemError):
    """Bytes could not be had from `url`.

    `kind` names the problem from a closed list, `status` the HTTP status if there was one,
    `retry_after` how long the server asked us to stay away.
    """

    def __init__(self, url: str, what: str, *, kind: FetchProblem, status: int | None = None, retry_after: timedelta | None = None) -> None:
        super().__init__(what)
        self.url = url
        self.kind: FetchProblem = kind
        self.status = status
        self.retry_after = retry_after


class ParseError(ItemError):
    """Bytes were had, but are not what they should be: not a feed, not an article."""


class WorkerError(ItemError):
    """A worker process was ended at its limit or died: `limit` is time, memory or died."""

    def __init__(self, what: str, *, limit: Literal["time", "memory", "died"]) -> None:
        super().__init__(what)
        self.limit = limit


class DeliveryError(ItemError):
    """A delivery was not accepted.

    `kind`: temporary (try again), permanent (will never work), unknown (everything was sent, no
    answer came), auth (login refused), tls (no safe connection). `is_whole` says that the channel
    itself failed, before it heard of this delivery: others would fare the same. `largest` is set
    where the size was refused: to the bytes that would be taken, or 0 where that was not said.
    """

    def __init__(
        self,
        what: str,
        *,
        kind: DeliveryProblem,
        retry_after: timedelta | None = None,
        is_whole: bool = False,
        largest: int | None = None,
    ) -> None:
        super().__init__(what)
        self.kind: DeliveryProblem = kind
        self.retry_after = retry_after
        self.largest = largest
        self.is_whole = is_whole or kind in {"auth", "tls"}


class StoreError(MonitorError):
    """The store could not be opened, read or written.

    `is_lasting`: waiting will not help, a person must act (damage, a newer schema, an error of the disk).
    """

    def __init__(self, what: str, *, is_lasting: bool = False) -> None:
        super().__init__(what)
        self.is_lasting = is_lasting


class BusyError(MonitorError):
    """Another holds the lock; `what` says which, `owner` who (pid and host)."""

    def __init__(self, owner: str, *, what: str = "another turn is running") -> None:
        super().__init__(f"{what}: {owner}")
        self.owner = owner
