"""A digest in chat form in, messages to a chat service out, by Apprise: it knows the protocols, we keep it from harm.

Apprise makes its own requests, so every host it will ask passes the rules of the network first; it writes tokens into
its log, so the log is kept here; it says yes or no, so the reason is read from that log.
"""

from __future__ import annotations

import logging
import re
import threading
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from monitor.deliver.progress import Progress
from monitor.deliver.settings import ChatSettings
from monitor.deliver.webhook import kind_of_status, without_address
from monitor.errors import DeliveryError, DeliveryProblem, FetchError
from monitor.model import Delivery
from monitor.net import Deadline, NetSettings, check_address
from monitor.text import clean_line, redact
from monitor.text.split import split

if TYPE_CHECKING:
    from apprise import NotifyBase

DEADLINE = timedelta(seconds=60)
"""For one message: Apprise bounds each read of a socket and not the whole."""

LOOK = 0.5
"""So often, in seconds, the deadline is looked at: it comes nearer when the program leaves."""

NOT_BY_CHAT = {"mailto", "mailtos", "mqtt", "mqtts", "syslog", "rsyslog", "dbus", "qt", "glib", "kde", "gnome", "macosx", "windows"}
"""Not chat over HTTP: mail has its own channel, the others speak what our network rules do not cover."""

_LINK = re.compile(r"https?://\S+")
_CALL = re.compile(r"@(?=[\w&!])|(?<=<)(?=[#!@])")
_JOINER = "\u2060"


@dataclass(slots=True, kw_only=True)
class ChatChannel:
    """A chat service by its Apprise address."""

    name: str
    settings: ChatSettings
    net: NetSettings
    deadline: timedelta = DEADLINE
    _progress: Progress = field(default_factory=Progress)

    def send(self, delivery: Delivery) -> str:
        """Send the text in as many messages as the service needs; what it came to. Raises DeliveryError."""
        if delivery.kind not in {"chat", "markdown"}:
            raise DeliveryError(f"channel {self.name} takes chat and not {delivery.kind}", kind="permanent")
        service = self._service()
        limit = min(self.settings.limit, service.body_maxlen)
        parts = split(without_calls(delivery.payload.decode("utf-8", "replace")), limit)
        form = "text" if delivery.kind == "chat" else "markdown"
        for _, part in self._progress.left(delivery.id, parts):
            self._notify(service, part, form)
        return f"{len(parts)} messages taken by {service.service_name}" if len(parts) > 1 else f"taken by {service.service_name}"

    def _service(self) -> NotifyBase:
        service = service_of(self.settings)
        if service is None:
            raise DeliveryError(f"the address of channel {self.name} is none of a chat service that can be used here", kind="permanent")
        service.redirects = False
        self._check(_address(service))
        return service

    def _check(self, address: str | None) -> None:
        try:
            if address is not None:
                check_address(address, settings=self.net)
        except FetchError as error:
            kind: DeliveryProblem = "permanent" if error.kind == "refused" else "temporary"
            raise DeliveryError(self._hidden(f"{error.kind}: {error}"), kind=kind) from error

    def _notify(self, service: NotifyBase, text: str, form: str) -> None:
        answers: SimpleQueue[tuple[bool, str]] = SimpleQueue()

        def run() -> None:
            lines: list[str] = []
            _HEARD.set(lines)
            answers.put((_notified(service, text, form), " ".join(lines)))

        threading.Thread(target=run, name=f"chat {self.name}", daemon=True).start()
        is_taken, words = self._awaited(answers)
        if not is_taken:
            status = re.search(r"error=(\d{3})\b", words)
            kind: DeliveryProblem = kind_of_status(int(status[1])) if status else "unknown"
            raise DeliveryError(self._hidden(words or "not taken, without a reason"), kind=kind)

    def _awaited(self, answers: SimpleQueue[tuple[bool, str]]) -> tuple[bool, str]:
        """What the thread that sends comes to, within the deadline."""
        with Deadline(self.deadline) as deadline:
            while not deadline.is_over:
                try:
                    return answers.get(timeout=min(deadline.left, LOOK))
                except Empty:
                    continue
        raise DeliveryError("no answer before the deadline; it may have arrived", kind="unknown")

    def _hidden(self, text: str) -> str:
        return clean_line(redact(without_address(text, self.settings.url.reveal())), limit=200)


def service_of(settings: ChatSettings) -> NotifyBase | None:
    """Apprise's plugin for an address; None where it knows none, or none that can be used here."""
    from apprise import Apprise, AppriseAsset

    _keep_log()
    if settings.url.reveal().partition("://")[0].casefold() in NOT_BY_CHAT:
        return None
    asset = AppriseAsset(async_mode=False, secure_logging=True, app_id="monitor")
    return Apprise.instantiate(settings.url.reveal(), asset=asset, suppress_exceptions=True)


def without_calls(text: str) -> str:
    """The text in which no name after an @ and no <!word> calls anybody; links keep working."""

    def broken(text: str) -> str:
        return _CALL.sub(lambda match: match[0] + _JOINER, text)

    parts: list[str] = []
    end = 0
    for link in _LINK.finditer(text):
        parts += [broken(text[end : link.start()]), link[0].replace("@", "%40")]
        end = link.end()
    return "".join((*parts, broken(text[end:])))


def _notified(service: NotifyBase, text: str, form: str) -> bool:
    from apprise import Apprise

    messenger = Apprise()
    messenger.add(service)
    return bool(messenger.notify(body=text, title="", body_format=form))


def _address(service: Any) -> str | None:
    """The host in the operator's address; None where the plugin asks the one public host it is written for."""
    if "host" not in service.template_tokens or not service.host:
        return None
    port = f":{service.port}" if service.port else ""
    return f"{'https' if service.secure else 'http'}://{service.host}{port}/"


# -- Apprise's log, heard by the one who sends and by nobody else


_HEARD: ContextVar[list[str] | None] = ContextVar("heard", default=None)
"""Apprise hands a message to a thread of its own, which takes the context along."""


class _Ear(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        lines = _HEARD.get()
        if lines is not None and len(lines) < 20:
            lines.append(record.getMessage()[:400])


_EAR = _Ear(logging.WARNING)


def _keep_log() -> None:
    logger = logging.getLogger("apprise")
    if _EAR not in logger.handlers:
        logger.addHandler(_EAR)
    logger.propagate = False
    logger.setLevel(logging.WARNING)
