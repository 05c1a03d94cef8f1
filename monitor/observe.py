"""Logging: events as text for people or JSON for machines, on stderr, with nothing secret in them."""

from __future__ import annotations

import logging
import os
import socket
import sys
from collections.abc import Collection, Mapping, MutableMapping
from datetime import datetime
from functools import partial
from typing import Any, Literal, TextIO

from monitor import events
from monitor.text import redact

LogFormat = Literal["text", "json"]

SHORTEST_SECRET = 3
"""Shorter values are not searched for: hiding every `ab` would make the log unreadable."""


def configure_logging(
    *, form: LogFormat = "text", level: int = logging.WARNING, secrets: Collection[str] = (), stream: TextIO | None = None
) -> None:
    """Send every event at or above `level` to `stream` (stderr unless given), one line each.

    No value in `secrets` is ever written, nor any password or token that stands in a URL.
    """
    out = stream or sys.stderr
    events.hear(level, partial(_set_up, form, level, tuple(secrets), out))
    logging.basicConfig(stream=out, level=max(level, logging.WARNING), format="%(levelname)s %(name)s %(message)s", force=True)
    for noisy in ("apprise", "urllib3", "apscheduler", "trafilatura", "requests"):
        # Apprise logs whole service URLs with their tokens below WARNING; the others say nothing of use there.
        logging.getLogger(noisy).setLevel(logging.ERROR)


def _set_up(form: LogFormat, level: int, hidden: tuple[str, ...], out: TextIO) -> None:
    """Before the first event; structlog brings much along that a turn with nothing to say does without."""
    import structlog

    def plain(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        head = {key: event.pop(key) for key in ("timestamp", "level", "event")}
        return head | {key: value.isoformat() if isinstance(value, datetime) else value for key, value in event.items()}

    def hide(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        return {key: without_secrets(value, hidden) if isinstance(value, str) else value for key, value in event.items()}

    last: Any = structlog.processors.JSONRenderer(ensure_ascii=False) if form == "json" else _text_line
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            plain,
            hide,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=out),
        cache_logger_on_first_use=False,
    )


def without_secrets(text: str, secrets: Collection[str]) -> str:
    """The text with none of these values in it, and no password or token that stands in a URL."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) > SHORTEST_SECRET:
            text = text.replace(secret, "***")
    return redact(text)


def _text_line(_logger: Any, _method: str, event: Mapping[str, Any]) -> str:
    rest = {key: value for key, value in event.items() if key not in {"timestamp", "level", "event", "exception"}}
    pairs = " ".join(f"{key}={_quoted(value)}" for key, value in rest.items())
    line = f"{event['timestamp']} {event['level']:<7} {event['event']} {pairs}".rstrip()
    return f"{line}\n{event['exception']}" if event.get("exception") else line


def _quoted(value: object) -> str:
    """The value on one line, quoted when it holds a space, so that a title cannot forge a second record."""
    text = str(value)
    plain = text.isprintable() and " " not in text and "=" not in text and '"' not in text
    return text if plain and text else repr(text)


def notify(message: str) -> None:
    """Tell the supervisor (sd_notify(3)); nothing happens where there is none."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as supervisor:
        supervisor.sendto(message.encode(), address)
