"""An edition in, one signed POST out; what the answer means for the delivery."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from monitor.deliver.progress import Progress
from monitor.deliver.settings import WebhookSettings
from monitor.errors import DeliveryError, DeliveryProblem, FetchError
from monitor.model import Delivery
from monitor.net import NetSettings, post
from monitor.ports import Clock
from monitor.text import clean_line
from monitor.text.split import split

BLOCK, BLOCKS = 3_000, 12
"""Slack's longest section and, well under its fifty, how many of them one message carries: 36,000 of 40,000 characters."""

REFUSING_WORD = re.compile(r"[a-z]+(?:_[a-z]+)+")
"""Slack and its likes answer some failures with 200 and a word like `channel_is_archived`."""

Answer = tuple[int, Mapping[str, str], bytes]


@dataclass(slots=True, kw_only=True)
class WebhookChannel:
    """An address that takes JSON, or Slack's form of a message."""

    name: str
    settings: WebhookSettings
    net: NetSettings
    clock: Clock
    _progress: Progress = field(default_factory=Progress)

    def send(self, delivery: Delivery) -> str:
        """Post the edition; what the other side answered. Raises DeliveryError."""
        if self.settings.form == "slack":
            return self._send_slack(delivery)
        if delivery.kind != "json":
            raise DeliveryError(f"channel {self.name} takes json and not {delivery.kind}", kind="permanent")
        return self._judged(self._post(delivery.payload, key=delivery.id))

    # -- Slack

    def _send_slack(self, delivery: Delivery) -> str:
        if delivery.kind not in {"chat", "markdown"}:
            raise DeliveryError(f"channel {self.name} takes chat and not {delivery.kind}", kind="permanent")
        sections = split(delivery.payload.decode("utf-8", "replace"), BLOCK)
        messages = [sections[start : start + BLOCKS] for start in range(0, len(sections), BLOCKS)]
        answer = ""
        for number, message in self._progress.left(delivery.id, messages):
            answer = self._post_sections(message, key=f"{delivery.id}-{number}")
        return answer

    def _post_sections(self, sections: tuple[str, ...], *, key: str) -> str:
        answer = self._post(_json(slack_message(sections)), key=key)
        if answer[0] == 413 and len(sections) > 1:
            half = len(sections) // 2
            self._post_sections(sections[:half], key=f"{key}a")
            return self._post_sections(sections[half:], key=f"{key}b")
        if answer[0] == 400:
            # Its likes do not all know blocks.
            answer = self._post(_json({"text": "\n\n".join(sections)}), key=f"{key}t")
        return self._judged(answer)

    # -- any form

    def _post(self, body: bytes, *, key: str) -> Answer:
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "monitor", "Idempotency-Key": key}
        headers |= signature(body, self.settings.secret.reveal(), self.clock())
        try:
            return post(self.settings.url.reveal(), body, headers, settings=self.net, deadline=self.settings.deadline)
        except FetchError as error:
            kind = _kind_of_failure(error)
            raise DeliveryError(self._hidden(f"{error.kind}: {error}"), kind=kind, is_whole=kind == "temporary") from error

    def _judged(self, answer: Answer) -> str:
        status, headers, body = answer
        words = self._hidden(clean_line(f"{status} {body[:400].decode('utf-8', 'replace')}", limit=200))
        if 200 <= status < 300 and not (self.settings.form == "slack" and _is_refusal(body)):
            return words
        if 300 <= status < 400:
            words = f"{status}: redirects are not followed, so that the message and its address reach nobody else"
        raise DeliveryError(words, kind=kind_of_status(status), retry_after=retry_after(headers, self.clock()))

    def _hidden(self, text: str) -> str:
        """The address is a password: whoever has it can post."""
        return without_address(text, self.settings.url.reveal())


def slack_message(sections: tuple[str, ...]) -> dict[str, object]:
    """The text in sections, with the whole of it beside them for notifications; links are not unfolded."""
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": section}} for section in sections]
    return {"text": "\n\n".join(sections), "blocks": blocks, "unfurl_links": False, "unfurl_media": False}


def signature(body: bytes, secret: str, now: datetime) -> dict[str, str]:
    """HMAC-SHA256 over `timestamp.body`, once for each key in `secret` (separated by spaces, so that keys can be changed)."""
    if not secret:
        return {}
    stamp = str(int(now.timestamp()))
    signed = stamp.encode() + b"." + body
    marks = [f"sha256={hmac.new(key.encode(), signed, hashlib.sha256).hexdigest()}" for key in secret.split()]
    return {"X-Monitor-Timestamp": stamp, "X-Monitor-Signature": ", ".join(marks)}


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the server asks us to stay away, in seconds or until a date."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdecimal():
        return timedelta(seconds=min(int(text), 10**9))
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return (until if until.tzinfo else until.replace(tzinfo=UTC)) - now


def without_address(text: str, url: str) -> str:
    """The text without the address and its telling parts."""
    for part in sorted(_telling(url), key=len, reverse=True):
        text = text.replace(part, "***")
    return text


def _telling(url: str) -> Iterator[str]:
    parts = urlsplit(url)
    whole = f"{parts.path}?{parts.query}" if parts.query else parts.path
    yield from (part for part in (url, whole, parts.path, parts.query, parts.password or "") if len(part) > 1)
    yield from (part for part in re.split(r"[/&=]", whole) if len(part) > 7)


def kind_of_status(status: int) -> DeliveryProblem:
    """What an HTTP status that is no success means for a delivery."""
    return "temporary" if status in {408, 425, 429} or status >= 500 else "permanent"


def _kind_of_failure(error: FetchError) -> DeliveryProblem:
    """Once connected, the other side may have taken the message; a name or a certificate fails before that."""
    if error.kind == "tls":
        return "tls"
    if error.kind == "refused":
        return "permanent"
    return "temporary" if error.kind == "dns" or _was_refused(error) else "unknown"


def _was_refused(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ConnectionRefusedError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _is_refusal(body: bytes) -> bool:
    text = body[:4096].decode("utf-8", "replace").strip()
    if REFUSING_WORD.fullmatch(text):
        return True
    try:
        value = json.loads(text)
    except ValueError:
        return False
    return isinstance(value, dict) and (value.get("ok") is False or value.get("success") is False)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
