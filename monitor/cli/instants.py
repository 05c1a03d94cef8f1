"""Instants on the command line: ISO 8601, or a span back from now."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import click

SPAN = re.compile(r"(\d+)\s*([mhdw])")
UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


class InstantType(click.ParamType[datetime]):
    """`2026-11-24`, `2026-11-24T06:00+01:00` or `24h` -> an aware UTC instant. Without an offset, UTC is meant."""

    name = "instant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The instant; a usage error says what would be one."""
        if isinstance(value, datetime):
            return value
        span = SPAN.fullmatch(value.strip())
        if span:
            return datetime.now(UTC) - int(span[1]) * UNITS[span[2]]
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no instant; write 2026-11-24T06:00+01:00, or 24h for a day ago", param, ctx)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


INSTANT = InstantType()
