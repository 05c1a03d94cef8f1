"""A host is asked one thing at a time, slowly, by its own rules, and not at all when it asked for rest."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import FetchError
from monitor.fetch import FetchSettings, HttpFetcher
from monitor.fetch.challenge import is_challenge
from monitor.fetch.gate import HostGate
from monitor.fetch.headers import etag, fresh_for, http_date, last_modified, retry_after
from monitor.fetch.redirects import next_url
from monitor.fetch.robots import Robots
from monitor.model import Request
from monitor.net import NetSettings
from tests.fakes import NOON, FakeClock
from tests.fetch.server import FaultServer

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


@dataclass
class Ticks:
    """A monotonic clock that moves only when somebody waits."""

    now: float = 1_000.0
    waited: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += seconds


# -- the gate


def gate(ticks: Ticks, **changes: Any) -> HostGate:
    return HostGate(**{"gap": SECOND, "per_host": 2, "patience": 10 * SECOND, "wait": ticks.wait, "now": ticks, **changes})


def test_requests_to_one_host_are_a_gap_apart_and_other_hosts_do_not_wait() -> None:
    ticks = Ticks()
    door = gate(ticks)
    for url in ("http://a.test/1", "http://A.test:8080/2", "http://b.test/", "http://a.test./3"):
        with door.pass_through(url):
            pass

    assert ticks.waited == pytest.approx([1.0, 1.0])


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 3)), max_size=40))
def test_no_host_ever_sees_two_requests_closer_than_its_gap(arrivals: list[tuple[str, float]]) -> None:
    ticks = Ticks()
    door, starts = gate(ticks, patience=HOUR), {name: [] for name in "abc"}  # type: dict[str, list[float]]
    for name, pause in arrivals:
        ticks.now += pause
        with door.pass_through(f"http://{name}.test/"):
            starts[name].append(ticks.now)

    for times in starts.values():
        assert all(later - earlier >= 0.999 for earlier, later in pairwise(times))


def test_who_would_wait_too_long_is_put_off_to_another_turn() -> None:
    ticks = Ticks()
    door = gate(ticks, patience=2 * SECOND, wait=lambda _: None)
    for _ in range(3):
        door.wait_for_turn("http://a.test/")

    with pytest.raises(FetchError) as caught:
        door.wait_for_turn("http://a.test/")

    assert (caught.value.kind, caught.value.retry_after) == ("back_off", 4 * SECOND)


def test_a_closed_door_lets_nobody_through_until_its_time() -> None:
    ticks = Ticks()
    door = gate(ticks)
    door.close_door("a.test", HOUR)

    with pytest.raises(FetchError, match="asked us to stay away"):
        door.wait_for_turn("https://a.test/x")
    door.wait_for_turn("https://b.test/x")
    assert door.closed() == {"a.test": HOUR}
    ticks.now += 3_601
    door.wait_for_turn("https://a.test/x")
    assert door.closed() == {}


def test_a_crawl_delay_widens_the_gap_and_never_narrows_it() -> None:
    ticks = Ticks()
    door = gate(ticks)
    door.slow_down("http://a.test/", 5 * SECOND)
    door.slow_down("http://a.test/", timedelta(0))
    for _ in range(2):
        door.wait_for_turn("http://a.test/")

    assert ticks.waited == pytest.approx([5.0])


# -- robots.txt


def robots(text: str | FetchError, status: int = 200) -> tuple[Robots, list[str]]:
    asked: list[str] = []

    def load(url: str) -> tuple[int, bytes]:
        asked.append(url)
        if isinstance(text, FetchError):
            raise text
        return status, text.encode()

    return Robots(load=load, agent="monitor", believed_for=DAY), asked


def test_robots_txt_is_asked_once_for_an_origin_and_obeyed() -> None:
    rules, asked = robots("User-agent: *\nDisallow: /private\nCrawl-delay: 4\n\nUser-agent: monitor\nDisallow: /not-us\nCrawl-delay: 7\n")

    assert rules.check("https://a.test/private/1") == 7 * SECOND
    with pytest.raises(FetchError, match="forbids") as caught:
        rules.check("https://a.test/not-us/1")
    assert caught.value.kind == "robots"
    assert asked == ["https://a.test/robots.txt"]


def test_a_missing_robots_txt_forbids_nothing_and_one_that_cannot_be_had_puts_off() -> None:
    missing, _ = robots("", 404)
    down, asked = robots(FetchError("http://a.test/robots.txt", "status 503", kind="http", status=503))

    assert missing.check("http://a.test/1") is None
    for _ in range(2):
        with pytest.raises(FetchError) as caught:
            down.check("http://a.test/1")
    assert (caught.value.kind, caught.value.retry_after, len(asked)) == ("robots", HOUR, 1)


@given(st.binary(max_size=300))
def test_no_robots_txt_makes_reading_fail_otherwise(body: bytes) -> None:
    rules = Robots(load=lambda _: (200, body), agent="monitor", believed_for=DAY)
    with suppress(FetchError):
        delay = rules.check("http://a.test/1")
        assert delay is None or timedelta(0) <= delay <= DAY


# -- headers


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0", timedelta(0)),
        ("120", 120 * SECOND),
        ("Tue, 24 Nov 2026 13:00:00 GMT", HOUR),
        ("Tue, 24 Nov 2020 13:00:00 GMT", timedelta(0)),
        ("999999999999999", 365 * DAY),
        ("-5", None),
        ("1e9", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_read_in_seconds_and_dates(value: str, expected: timedelta | None) -> None:
    assert retry_after({"retry-after": value}, NOON) == expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"cache-control": "public, max-age=600"}, 600 * SECOND),
        ({"cache-control": "max-age=600", "age": "100"}, 500 * SECOND),
        ({"cache-control": "max-age=600", "age": "-1"}, 600 * SECOND),
        ({"cache-control": "max-age=99999999999"}, 365 * DAY),
        ({"cache-control": "no-cache", "expires": "Tue, 24 Nov 2026 13:00:00 GMT"}, None),
        ({"expires": "Tue, 24 Nov 2026 13:00:00 GMT", "date": "Tue, 24 Nov 2026 12:30:00 GMT"}, HOUR / 2),
        ({"expires": "0"}, None),
        ({"expires": "Tue, 24 Nov 2020 13:00:00 GMT"}, None),
        ({}, None),
    ],
)
def test_freshness_is_read_as_the_standard_says_and_nonsense_as_unsaid(headers: dict[str, str], expected: timedelta | None) -> None:
    assert fresh_for(headers, NOON) == expected


def test_validators_are_kept_only_when_they_can_be_sent_back() -> None:
    assert etag({"etag": 'W/"a"'}) == 'W/"a"'
    assert etag({"etag": "e" * 50_000}) is None
    assert etag({"etag": '"a"\x00'}) is None
    assert last_modified({"last-modified": "Mon, 06 Jan 2025 10:00:00 GMT"}) == "Mon, 06 Jan 2025 10:00:00 GMT"
    assert last_modified({"last-modified": "garbage"}) is None
    assert http_date("Sun Nov  6 08:49:37 1994") == datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)


@given(st.text(max_size=80))
def test_no_header_makes_its_reader_fail(value: str) -> None:
    headers = dict.fromkeys(("retry-after", "cache-control", "expires", "date", "etag", "last-modified", "age"), value)
    for reader in (retry_after, fresh_for):
        span = reader(headers, NOON)
        assert span is None or timedelta(0) <= span <= 365 * DAY
    assert etag(headers) is None or value.strip().isascii()
    assert last_modified(headers) is None or len(value) < 80


# -- redirects and walls


@pytest.mark.parametrize("location", ["", "  ", "javascript:alert(1)", "//user@evil.test/", "https:evil", "/a\r\nHost: b", "\\\\evil"])
def test_a_redirect_that_is_spelled_oddly_leads_nowhere(location: str) -> None:
    with pytest.raises(FetchError):
        next_url("http://public.test/feed", location, allow_downgrade=False)


def test_a_redirect_is_resolved_as_browsers_do() -> None:
    base = "https://public.test/a/feed?x=1"

    assert next_url(base, "../b c/ü#part", allow_downgrade=False) == "https://public.test/b%20c/%FC"
    assert next_url(base, "?page=2", allow_downgrade=False) == "https://public.test/a/feed?page=2"
    assert next_url(base, "//other.test/", allow_downgrade=False) == "https://other.test/"


@pytest.mark.parametrize(
    ("headers", "body", "expected"),
    [
        ({"cf-mitigated": "challenge"}, b"", True),
        ({}, b"<html><title>Just a moment...</title>", True),
        ({}, b"<html><script src='/cdn-cgi/challenge-platform/x.js'>", True),
        ({}, b"<html><script src='/cdn-cgi/challenge-platform/x.js'></script>" + b"<p><a href='/n/1'>News</a>" * 20, False),
        ({}, b"<html><link rel=alternate type='application/rss+xml' href=/feed><script src='/akam/13/x'></script>", False),
        ({}, b"<rss><channel><item><description>Just a moment... he said", False),
        ({}, b"<html><title>News</title><p>Missile defence", False),
        ({}, b"", False),
    ],
)
def test_a_page_that_tests_for_humans_is_told_from_one_that_speaks_of_them(headers: dict[str, str], body: bytes, expected: bool) -> None:
    assert is_challenge(headers, body) is expected


# -- the fetcher with all of it


def at_home(host: str, port: int, *_: Any) -> list[Any]:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]


def fetcher(ticks: Ticks, **changes: Any) -> HttpFetcher:
    settings = FetchSettings(net=NetSettings(allow=("127.0.0.0/8",)), feed_deadline=2 * SECOND, article_deadline=2 * SECOND, **changes)
    return HttpFetcher(settings, clock=FakeClock(), resolver=at_home, wait=ticks.wait)


class Site(FaultServer):
    """An origin with a robots.txt of its own."""

    rules = "User-agent: *\nDisallow: /private\nCrawl-delay: 3\n"

    def _answer(self, path: str) -> Iterator[bytes]:
        case = {"status": 200, "body": self.rules} if path == "/robots.txt" else self.case
        yield from self._full(case)


def test_articles_obey_robots_and_feeds_are_made_for_programs() -> None:
    site, ticks = Site({"status": 200, "body": "<html>x</html>"}), Ticks()
    made = fetcher(ticks)

    made.fetch(Request(url=site.url(path="/private/feed"), kind="feed"))
    with pytest.raises(FetchError, match="forbids"):
        made.fetch(Request(url=site.url(path="/private/1"), kind="article"))
    made.fetch(Request(url=site.url(path="/1"), kind="article"))
    site.stop()

    assert [path for path, _ in site.asked] == ["/private/feed", "/robots.txt", "/1"]
    assert len(ticks.waited) == 2
    assert 0 < ticks.waited[0] <= 1.0 < ticks.waited[1] <= 3.0


@pytest.mark.parametrize(("status", "after", "closed"), [(429, "3600", True), (429, None, True), (503, "3600", True), (503, None, False)])
def test_a_busy_host_is_asked_nothing_more(status: int, after: str | None, closed: bool) -> None:
    site, ticks = Site({"status": status, "headers": [["Retry-After", after]] if after else [], "body": ""}), Ticks()
    made = fetcher(ticks)
    for _ in range(2):
        with pytest.raises(FetchError) as caught:
            made.fetch(Request(url=site.url(), kind="feed"))
    site.stop()

    assert len(site.asked) == (1 if closed else 2)
    assert caught.value.kind == ("back_off" if closed else "http")
    assert list(made.closed_hosts()) == (["public.test"] if closed else [])


def test_what_the_store_remembers_of_a_host_counts_at_once() -> None:
    site, ticks = Site({"status": 200, "body": "x"}), Ticks()
    made = fetcher(ticks)
    made.stay_away("public.test", HOUR)
    for kind in ("feed", "article", "probe"):
        with pytest.raises(FetchError) as caught:
            made.fetch(Request(url=site.url(), kind=kind))  # type: ignore[arg-type]
        assert caught.value.kind == "back_off"
    site.stop()

    assert site.asked == []
