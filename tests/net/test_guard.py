"""Nothing from the network reaches inside: no connection for any hostile address, however it is spelled, resolved or redirected to."""

from __future__ import annotations

import socket
import sys
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import FetchError
from monitor.fetch import FetchSettings, HttpFetcher
from monitor.model import Request
from monitor.net import NetSettings, check_address
from tests import faults
from tests.fakes import FakeClock
from tests.fetch.server import FaultServer, lateness
from tests.net.wire import Names, connections

CASES = list(faults.cases("ssrf"))
PUBLIC = "93.184.216.34"
KNOWN = {
    "public.test": [[PUBLIC]],
    "xn--bcher-kva.test": [[PUBLIC]],
    "sub_domain.public.test": [[PUBLIC]],
    "localhost.public.test": [[PUBLIC]],
    "127.0.0.1.public.test": [[PUBLIC]],
    "private.test": [["127.0.0.1"]],
    "localhost": [["127.0.0.1"]],
}
FIRST_HOP = "127.8.8.8"
"""Where redirects come from: loopback, and allowed; the canary on 127.0.0.1 is not."""


def fetcher(names: Names, *allow: str) -> HttpFetcher:
    span = timedelta(seconds=2)
    manners = FetchSettings(net=NetSettings(allow=allow), gap=timedelta(0), feed_deadline=span, article_deadline=span)
    return HttpFetcher(manners, clock=FakeClock(), resolver=names)


def ask(url: str, names: Names, *allow: str, times: int = 1) -> tuple[list[str], FetchError | None]:
    """The addresses connected to, and the last error."""
    made, error = fetcher(names, *allow), None
    with connections() as seen:
        for _ in range(times):
            try:
                made.fetch(Request(url=url, kind="feed"))
            except FetchError as found:
                error = found
    made.close()
    return seen, error


DIRECT = [case for case in CASES if case["via"] == "direct" or case["via"].startswith("content:")]


@pytest.mark.parametrize("case", DIRECT, ids=lambda case: case["id"])
def test_a_hostile_address_gets_no_connection_and_an_honest_one_does(case: dict[str, Any]) -> None:
    seen, error = ask(case["url"].replace("{port}", "8099"), Names(**{name.replace(".", "__"): each for name, each in KNOWN.items()}))

    assert error is not None
    if case["expect"] == "refuse":
        assert seen == []
        assert error.kind in {"refused", "dns"}
    else:
        assert seen
        assert error.kind == "connection"


@pytest.mark.parametrize("case", [case for case in CASES if case["via"] in {"dns", "dns-sequence"}], ids=lambda case: case["id"])
def test_what_a_name_means_is_checked_each_time_and_connected_to_as_it_was_checked(case: dict[str, Any]) -> None:
    url = case["url"].replace("{port}", "8099")
    host = url.split("/")[2].partition(":")[0]
    answers = case["answers"] if case["via"] == "dns-sequence" else [case["answers"]]
    answers = [["127.0.0.1"] if answer and str(answer[0]).startswith("CNAME") else answer for answer in answers]

    seen, error = ask(url, Names(**{host.replace(".", "__"): answers}), times=4)

    assert all(ip_address(address).is_global for address in seen)
    assert error is not None
    if case["expect"] == "refuse":
        assert error.kind in {"refused", "dns"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux answers on every address of 127.0.0.0/8 without being told")
@pytest.mark.parametrize("case", [case for case in CASES if case["via"] == "redirect"], ids=lambda case: case["id"])
def test_every_hop_of_a_redirect_passes_the_guard(case: dict[str, Any]) -> None:
    canary = FaultServer({"status": 200, "body": {"feed": {"items": 1}}})
    target = case["url"].replace("{port}", str(canary.port))
    server = FaultServer({"status": case["code"], "headers": [["Location", target]]}, address=FIRST_HOP)

    names = Names(private__test=[["127.0.0.1"]], localhost=[["127.0.0.1"]], public__test=[[PUBLIC]])
    seen, error = ask(f"http://{FIRST_HOP}:{server.port}/feed", names, f"{FIRST_HOP}/32")
    server.stop()
    canary.stop()

    assert canary.connections == 0
    assert set(seen) == {FIRST_HOP}
    assert (error is None) == (case["expect"] == "allow")


@pytest.mark.parametrize("head", ["Refresh: 0;url={0}\r\n", "Link: <{0}>; rel=canonical\r\n", ""], ids=["refresh", "link", "meta refresh"])
def test_what_only_browsers_follow_is_not_followed(head: str) -> None:
    canary = FaultServer({"status": 200, "body": "x"})
    url = f"http://127.0.0.1:{canary.port}/"
    page = f'<html><meta http-equiv="refresh" content="0;url={url}"></html>'
    server = FaultServer({"raw": f"HTTP/1.1 200 OK\r\n{head.format(url)}Content-Length: {len(page)}\r\n\r\n{page}"})

    ask(f"http://127.0.0.1:{server.port}/", Names(), "127.0.0.0/8")
    server.stop()
    canary.stop()

    assert canary.connections == 0


def test_a_private_network_may_be_allowed_by_name_and_only_that_one() -> None:
    server = FaultServer({"status": 200, "body": {"feed": {"items": 1}}})

    assert ask(f"http://127.0.0.1:{server.port}/feed", Names(), "127.0.0.0/8")[1] is None
    seen, error = ask("http://10.0.0.5:8099/feed", Names(), "127.0.0.0/8")
    server.stop()

    assert (seen, error and error.kind) == ([], "refused")


def test_allowing_a_private_network_leaves_a_warning_in_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    fetcher(Names(), "127.0.0.0/8")

    assert "private_networks_allowed" in capsys.readouterr().out


def test_a_webhook_passes_the_same_rules() -> None:
    for url in ("http://169.254.169.254/latest/", "http://[::1]/", "http://2130706433/", "file:///etc/passwd"):
        with connections() as seen, pytest.raises(FetchError):
            check_address(url, settings=NetSettings())
        assert seen == []


# -- whatever the spelling

PRIVATE4 = st.sampled_from([0x7F000001, 0x0A000001, 0xC0A80101, 0xA9FEA9FE, 0x64400001, 0, 0xC6120001, 0xF0000001]).flatmap(
    lambda base: st.integers(0, 255).map(lambda last: IPv4Address(base & ~0xFF | last))
)


def spelled(address: IPv4Address, style: int) -> str:
    """One of the ways in which some parser reads an IPv4 address."""
    number, parts = int(address), str(address).split(".")
    return [
        str(address),
        str(number),
        hex(number),
        ".".join(hex(int(part)) for part in parts),
        ".".join(f"0{int(part):o}" for part in parts),
        f"{parts[0]}.{number & 0xFFFFFF}",
        f"{parts[0]}.{parts[1]}.{number & 0xFFFF}",
        f"{address}.",
        f"[::ffff:{address}]",
        f"[::{address}]",
        f"[64:ff9b::{address}]",
        f"[2002:{number >> 16:x}:{number & 0xFFFF:x}::1]",
        "".join(chr(0xFF10 + int(char)) if char.isdigit() else "。" for char in str(address)),
        f"public.test@{address}",
        f"%{ord(str(address)[0]):02x}{str(address)[1:]}",
    ][style]


@given(PRIVATE4, st.integers(0, 14), st.sampled_from(["http", "HTTP", "https"]), st.sampled_from(["", ":80", ":8080"]))
def test_no_spelling_of_a_private_address_is_connected_to(address: IPv4Address, style: int, scheme: str, port: str) -> None:
    seen, error = ask(f"{scheme}://{spelled(address, style)}{port}/", Names())

    assert seen == []
    assert error is not None


@settings(max_examples=50)
@given(st.integers(0, 2**128 - 1).map(IPv6Address) | st.integers(0, 2**32 - 1).map(IPv4Address))
def test_only_global_addresses_are_connected_to(address: IPv4Address | IPv6Address) -> None:
    seen, _ = ask("http://name.test/", Names(name__test=[[str(address)]]))

    assert seen == [] or address.is_global


@given(st.text(max_size=60) | st.from_regex(r"https?:[/\\]{0,3}[a-z0-9.@:\[\]%\\#?]{0,30}", fullmatch=True))
def test_no_text_makes_the_guard_fail_or_reach_inside(url: str) -> None:
    seen, _ = ask(url, Names(**{"localhost": [["127.0.0.1"]]}))

    assert all(ip_address(address.partition("%")[0]).is_global for address in seen)


# -- name resolution


def test_a_silent_name_server_counts_in_the_deadline() -> None:
    import threading
    import time

    ends = threading.Event()

    def silent(*_: Any) -> list[Any]:
        ends.wait(20)
        raise socket.gaierror("late")

    manners = FetchSettings(gap=timedelta(0), feed_deadline=timedelta(seconds=0.5))
    made = HttpFetcher(manners, clock=FakeClock(), resolver=silent)
    with lateness() as late:
        started = time.monotonic()
        with pytest.raises(FetchError) as caught:
            made.fetch(Request(url="http://public.test/feed", kind="feed"))
        took = time.monotonic() - started
    ends.set()

    assert took < 1.0 + late[0]
    assert caught.value.kind in {"dns", "timeout"}
