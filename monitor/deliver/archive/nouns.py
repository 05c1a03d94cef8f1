"""What the archive keeps of an edition, beside its page."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One story of an edition, as the feeds tell it."""

    id: str
    title: str
    url: str
    outlet: str = ""
    excerpt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One edition: what its line in the index and its entries in the feeds are made from. `path` is within the folder."""

    digest: str
    number: int
    title: str
    path: str
    published_at: datetime
    language: str = "en"
    stories: tuple[Line, ...] = ()


def as_data(sheet: Sheet) -> dict[str, Any]:
    """The sheet as JSON has it."""
    return asdict(sheet) | {"published_at": sheet.published_at.isoformat()}


def from_data(data: dict[str, Any]) -> Sheet:
    """The sheet again; raises KeyError, TypeError or ValueError when it is none."""
    stories = tuple(Line(**line) for line in data["stories"])
    return Sheet(**data | {"published_at": datetime.fromisoformat(data["published_at"]), "stories": stories})
