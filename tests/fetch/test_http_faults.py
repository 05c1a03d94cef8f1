"""Whatever a server does, one fetch ends in time, within its bounds, with the right word for what happened."""

from __future__ import annotations

import socket
import threading
import time
import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme

from monitor.errors import FetchError, ParseError
from monitor.feeds import parse_feed
from monitor.fetch import FetchSettings, HttpFetcher
from monitor.model import Answer, Feed, Request
from monitor.net import NetSettings
from tests import faults
from tests.fakes import FakeClock
from tests.fetch.server import ENCODERS, FaultServer, lateness

DEADLINE = timedelta(seconds=1)
ELSEWHERE = {"sequence", "always_200_same_body", "set_cookie", "request_headers", "from_tls", "url_userinfo"}
"""Cases about two requests or about what we send: they have tests of their own below and in test_poll."""

CASES = [case for case in faults.cases("http") if not ELSEWHERE & case["server"].keys()]


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def ca_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


def at_home(host: str, port: int, *_: Any) -> list[Any]:
    """Every name is this machine."""
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]


@pytest.fixture
def fetcher(ca_file: str) -> Iterator[HttpFetcher]:
    net = NetSettings(allow=("127.0.0.0/8",), ca_file=ca_file)
    settings = FetchSettings(net=net, gap=timedelta(0), feed_deadline=DEADLINE, article_deadline=DEADLINE)
    made = HttpFetcher(settings, clock=FakeClock(), resolver=at_home)
    yield made
    made.close()


def host_of(case: dict[str, Any]) -> str:
    return {"wildcard-ok": "www.public.test", "wildcard-two-levels": "a.b.public.test", "ip-san-ok": "127.0.0.1"}.get(
        case.get("cert", ""), "public.test"
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_an_answer_decides_as_expected_and_in_time(case: dict[str, Any], authority: trustme.CA, fetcher: HttpFetcher) -> None:
    server = FaultServer(case["server"], authority=authority)
    request = Request(url=server.url(host_of(case["server"])), kind="feed")
    with lateness() as late:
        started = time.monotonic()
        try:
            outcome: Answer | Exception = fetcher.fetch(request)
        except FetchError as error:
            outcome = error
        took = time.monotonic() - started
    server.stop()
    if isinstance(outcome, Answer) and outcome.status == 200:
        try:
            parse_feed(outcome.body, feed=Feed(id="f", url=request.url, name="F"), url=outcome.url, content_type=outcome.content_type)
        except ParseError as error:
            outcome = error

    assert took <= DEADLINE.total_seconds() + 0.5 + late[0]
    assert word_for(outcome) in {"bounded": {"ok", "feed_error"}}.get(case["expect"], {case["expect"]}), outcome


def word_for(outcome: Answer | Exception) -> str:
    if isinstance(outcome, Answer):
        return "no_change" if outcome.status == 304 else "ok"
    return "rate_limited" if isinstance(outcome, FetchError) and outcome.status == 429 else "feed_error"


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "deflate"])
def test_a_bomb_takes_little_more_memory_than_the_cap(coding: str, fetcher: HttpFetcher) -> None:
    body = ENCODERS[coding](b"\x00" * 60_000_000)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {len(body)}\r\n\r\n"
    server = FaultServer({"raw": head + body.decode("latin-1")})
    tracemalloc.start()
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(Request(url=server.url(), kind="feed"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    server.stop()

    assert caught.value.kind == "too_big"
    assert peak < 64 * 1024 * 1024


# -- what we say of ourselves, and to whom


def served(fetcher: HttpFetcher, request: Request, case: dict[str, Any]) -> FaultServer:
    server = FaultServer(case)
    fetcher.fetch(Request(**{**{name: getattr(request, name) for name in ("kind", "etag", "last_modified")}, "url": server.url()}))
    server.stop()
    return server


def test_we_say_who_we_are_and_what_we_have(fetcher: HttpFetcher) -> None:
    request = Request(url="", kind="feed", etag='"1"', last_modified="Mon, 06 Jan 2025 10:00:00 GMT")

    ((_, headers),) = served(fetcher, request, {"status": 200, "body": {"feed": {"items": 1}}}).asked

    assert headers["user-agent"].startswith("monitor/")
    assert headers["if-none-match"] == '"1"'
    assert headers["if-modified-since"] == "Mon, 06 Jan 2025 10:00:00 GMT"
    assert {"br", "zstd", "gzip"} <= set(headers["accept-encoding"].split(", "))
    assert "cookie" not in headers


def test_credentials_and_validators_stay_with_the_origin_they_belong_to(fetcher: HttpFetcher) -> None:
    other = FaultServer({"status": 200, "body": {"feed": {"items": 1}}})
    first = FaultServer({"status": 302, "headers": [["Location", other.url("other.test")]]})
    url = first.url().replace("http://", "http://u:secret@")

    fetcher.fetch(Request(url=url, kind="feed", etag='"1"', last_modified="Mon, 06 Jan 2025 10:00:00 GMT"))

    assert first.asked[0][1]["authorization"].startswith("Basic ")
    assert {"authorization", "if-none-match", "if-modified-since", "cookie", "referer"} & set(other.asked[0][1]) == set()
    first.stop()
    other.stop()


def test_a_cookie_set_by_one_answer_is_never_sent_again(fetcher: HttpFetcher) -> None:
    server = FaultServer({"status": 200, "headers": [["Set-Cookie", "sid=1"]], "body": {"feed": {"items": 1}}})
    for path in ("/feed", "/private"):
        fetcher.fetch(Request(url=server.url(path=path), kind="feed"))
    server.stop()

    assert all("cookie" not in headers for _, headers in server.asked)


def test_a_password_in_an_address_is_in_no_error(fetcher: HttpFetcher) -> None:
    server = FaultServer({"status": 401, "headers": [["WWW-Authenticate", 'Basic realm="x"']]})
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(Request(url=server.url().replace("http://", "http://u:hunter2@"), kind="feed"))
    server.stop()

    assert "hunter2" not in f"{caught.value} {caught.value.url}"


def test_netrc_and_proxies_of_the_environment_count_for_nothing(
    fetcher: HttpFetcher, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine public.test login ambient password secret\n")
    trap = FaultServer({"status": 200, "body": "x"})
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{trap.port}")

    ((_, headers),) = served(fetcher, Request(url="", kind="feed"), {"status": 200, "body": {"feed": {"items": 1}}}).asked

    assert "authorization" not in headers
    assert trap.connections == 0
    trap.stop()


def test_https_never_falls_back_to_plain_http_unless_allowed(authority: trustme.CA, fetcher: HttpFetcher) -> None:
    plain = FaultServer({"status": 200, "body": {"feed": {"items": 1}}})
    server = FaultServer({"tls": True, "status": 302, "headers": [["Location", plain.url()]]}, authority=authority)
    with pytest.raises(FetchError, match="from https to http"):
        fetcher.fetch(Request(url=server.url(), kind="feed"))
    server.stop()
    plain.stop()

    assert plain.connections == 0


# -- moving


def test_only_a_chain_of_permanent_redirects_says_that_a_feed_has_moved(fetcher: HttpFetcher) -> None:
    end = FaultServer({"status": 200, "body": {"feed": {"items": 1}}})
    permanent = FaultServer({"status": 301, "headers": [["Location", end.url("new.test")]]})
    passing = FaultServer({"status": 302, "headers": [["Location", permanent.url()]]})

    assert fetcher.fetch(Request(url=permanent.url(), kind="feed")).moved_to == end.url("new.test")
    assert fetcher.fetch(Request(url=passing.url(), kind="feed")).moved_to is None
    for server in (end, permanent, passing):
        server.stop()


# -- connections


def test_connections_are_kept_and_the_deadline_of_one_request_does_not_cut_the_next(fetcher: HttpFetcher) -> None:
    class Keeping(FaultServer):
        def _serve(self, connection: socket.socket) -> None:
            with connection:
                while self._read_request(connection) is not None:
                    body = faults.feed(1)
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    server = Keeping({})
    for _ in range(3):
        fetcher.fetch(Request(url=server.url(), kind="feed"))
        time.sleep(0.3)
    server.stop()

    assert (server.connections, len(server.asked)) == (1, 3)


def test_many_threads_share_one_fetcher(fetcher: HttpFetcher) -> None:
    server = FaultServer({"status": 200, "body": {"feed": {"items": 3}}})
    answers: list[Answer] = []

    def ask(host: str) -> None:
        answers.append(fetcher.fetch(Request(url=server.url(host), kind="feed")))

    threads = [threading.Thread(target=ask, args=(f"h{number}.test",)) for number in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    server.stop()

    assert len(answers) == 24
