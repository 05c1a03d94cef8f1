"""Second bodies for the effects: a clock that is turned by hand, a web of canned answers, a channel that remembers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from monitor.errors import DeliveryError, FetchError
from monitor.model import Answer, Delivery, Request

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@dataclass
class FakeClock:
    """A wall clock that stands still until it is moved."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def advance(self, by: timedelta) -> None:
        self.now += by


@dataclass
class FakeWeb:
    """URLs with canned answers or errors; what is not there answers 404. Counts what was asked."""

    answers: dict[str, Answer | FetchError] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)

    def put(self, url: str, body: bytes | str, *, content_type: str = "text/html; charset=utf-8", etag: str | None = None) -> None:
        data = body.encode() if isinstance(body, str) else body
        self.answers[url] = Answer(url=url, status=200, body=data, content_type=content_type, etag=etag)

    def fail(self, url: str, error: FetchError) -> None:
        self.answers[url] = error

    def fetch(self, request: Request) -> Answer:
        self.asked.append(request)
        answer = self.answers.get(request.url)
        if answer is None:
            raise FetchError(request.url, "404 Not Found", kind="http", status=404)
        if isinstance(answer, FetchError):
            raise answer
        if request.etag and request.etag == answer.etag:
            return Answer(url=answer.url, status=304, etag=answer.etag)
        return answer


@dataclass
class FakeChannel:
    """A channel that keeps what it was given, or refuses as told."""

    sent: list[Delivery] = field(default_factory=list)
    refusals: list[DeliveryError] = field(default_factory=list)

    def send(self, delivery: Delivery) -> str:
        if self.refusals:
            raise self.refusals.pop(0)
        self.sent.append(delivery)
        return "250 kept"
