"""What lasts until a person acts: trouble of which the operator is told once, and once more when it is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One thing that is wrong now. `key` names it (`feed:rt`, `disk`); `what` says it to a person in one line."""

    key: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """A condition that was seen: since when, whether the operator was written to about it, and when it ended."""

    key: str
    what: str
    opened_at: datetime
    told_at: datetime | None = None
    closed_at: datetime | None = None
