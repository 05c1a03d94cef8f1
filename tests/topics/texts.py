"""Items of which a test states only what it is about."""

from __future__ import annotations

from typing import Any

from monitor.model import Item
from tests.fakes import NOON


def item(title: str = "", text: str = "", **changes: Any) -> Item:
    return Item(id="item", url=None, title=title, text=text, first_seen_at=NOON, **changes)
