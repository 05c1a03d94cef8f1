"""The daemon says how it is, readers leave by one click, and nobody else gets anything out of it."""

from __future__ import annotations

import http.client
import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import html5lib
import pytest
from prometheus_client.parser import text_string_to_metric_families

from monitor import app
from monitor.config import Config
from monitor.config.form import WebSettings
from monitor.digest import DigestSettings, Imprint, Recipient, unsubscribe_token
from monitor.model import Secret
from monitor.store import StoreSettings
from monitor.web import Pulse, serving
from monitor.web import server as web_server
from tests import build, faults
from tests.fakes import NOON, FakeClock

KEY = "the operator's key"
ADA = "ada@example.org"
PATHS = [case for case in faults.cases("secret") if case["sub"] == "web" and case["value"].startswith("/")]
TOKEN = unsubscribe_token(KEY, "daily", ADA)
PUBLIC = "news.example"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    digest = DigestSettings(
        id="daily", name="<b>Desk</b> & more", recipients=(Recipient(address=ADA), Recipient(address="bob@example.org"))
    )
    return Config(
        path=tmp_path / "config.yaml",
        digests=(digest,),
        imprint=Imprint(unsubscribe_url=f"https://{PUBLIC}/unsubscribe", key=Secret(KEY)),
        store=StoreSettings(url=Secret(str(tmp_path / "monitor.db"))),
        web=WebSettings(port=0, names=("Monitor", "2001:db8::7")),
    )


@pytest.fixture
def pulse() -> Pulse:
    return Pulse({"gather": timedelta(minutes=10), "editions": timedelta(minutes=10)}, FakeClock())


@pytest.fixture
def address(config: Config, pulse: Pulse) -> Iterator[str]:
    with app.open_store(config) as store:
        store.sync_feeds([build.feed()], NOON)
    with serving(lambda: config, pulse) as address:
        yield address


def ask(address: str, path: str, *, method: str = "GET", body: bytes | None = None, **headers: str) -> tuple[int, dict[str, str], str]:
    with closing(http.client.HTTPConnection(address.removeprefix("http://"), timeout=20)) as connection:
        connection.request(method, path, body=body, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read().decode()


def unsubscribed(config: Config) -> frozenset[str]:
    with app.open_store(config) as store:
        return store.unsubscribed("daily")


# -- health


def test_it_is_alive_from_the_start_and_ready_once_every_job_has_succeeded(address: str, pulse: Pulse) -> None:
    assert ask(address, "/healthz")[0] == 200
    assert ask(address, "/readyz")[0] == 503

    pulse.turned("gather", seconds=2)
    assert ask(address, "/readyz")[0] == 503
    pulse.turned("editions", seconds=1)

    status, _, text = ask(address, "/readyz")
    assert status == 200
    assert json.loads(text) == {
        "ready": True,
        "store": "ok",
        "jobs": {"gather": {"last_success_at": NOON.isoformat()}, "editions": {"last_success_at": NOON.isoformat()}},
    }


def test_a_job_that_completes_no_turn_is_not_alive_whatever_its_threads_do(config: Config) -> None:
    pulse = Pulse({"gather": timedelta(seconds=0.05), "editions": timedelta(minutes=10)}, FakeClock())
    with serving(lambda: config, pulse) as address:
        time.sleep(0.1)
        status, _, text = ask(address, "/healthz")
        assert status == 503
        assert {name: job["alive"] for name, job in json.loads(text)["jobs"].items()} == {"gather": False, "editions": True}

        pulse.turned("gather", seconds=1)
        assert ask(address, "/healthz")[0] == 200


def test_a_job_that_fails_lives_and_is_not_ready(address: str, pulse: Pulse) -> None:
    for job in ("gather", "editions"):
        pulse.turned(job, seconds=1, is_success=False)

    assert ask(address, "/healthz")[0] == 200
    assert ask(address, "/readyz")[0] == 503


@pytest.mark.parametrize(("minutes", "status"), [(19, 200), (21, 503), (3 * 24 * 60, 503), (-21, 503)])
def test_a_job_whose_last_success_is_long_ago_is_not_ready(config: Config, minutes: int, status: int) -> None:
    clock = FakeClock()
    pulse = Pulse({"gather": timedelta(minutes=10), "upkeep": timedelta(hours=6)}, clock)
    with app.open_store(config), serving(lambda: config, pulse) as address:
        for job in ("gather", "upkeep"):
            pulse.turned(job, seconds=1)
        clock.advance(timedelta(minutes=minutes))
        for job in ("gather", "upkeep"):
            pulse.turned(job, seconds=1, is_success=job == "upkeep")

        assert ask(address, "/readyz")[0] == status
        pulse.turned("gather", seconds=1)
        assert ask(address, "/readyz")[0] == 200


def test_a_store_that_cannot_be_read_is_not_ready_and_the_metrics_say_so(config: Config, pulse: Pulse, address: str) -> None:
    for job in ("gather", "editions"):
        pulse.turned(job, seconds=1)
    Path(config.store.url.reveal()).write_bytes(b"no database at all " * 1000)

    assert ask(address, "/readyz")[0] == 503
    assert metrics(address)["monitor_store_up"] == {(): 0.0}


# -- metrics


def metrics(address: str) -> dict[str, dict[tuple[str, ...], float]]:
    status, headers, text = ask(address, "/metrics")
    assert status == 200
    assert headers["content-type"].startswith("text/plain; version=0.0.4")
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sample.labels.values())] = sample.value
    return found


def test_the_metrics_count_turns_and_what_they_did(address: str, pulse: Pulse) -> None:
    for _ in range(2):
        pulse.turned("gather", seconds=1.5, counts={"entries": {"new": 3, "known": 4}})
    pulse.turned("editions", seconds=0.5, is_success=False)

    found = metrics(address)

    assert found["monitor_turns_total"][("gather", "success")] == 2
    assert found["monitor_turns_total"][("editions", "failure")] == 1
    assert found["monitor_turn_seconds_total"] == {("gather",): 3.0, ("editions",): 0.5}
    assert found["monitor_entries_total"] == {("known",): 8, ("new",): 6}
    assert found["monitor_last_turn_timestamp_seconds"][("editions",)] == NOON.timestamp()
    assert ("editions",) not in found["monitor_last_success_timestamp_seconds"]
    assert found["monitor_feed_status"] == {("new",): 1.0}
    assert found["monitor_stored_owed"] == {(): 0.0}
    assert "process_resident_memory_bytes" in found


def test_no_label_holds_what_a_feed_or_an_operator_wrote(config: Config, pulse: Pulse, address: str) -> None:
    pulse.turned("gather", seconds=1, counts={"entries": {"new": 1}})
    with app.open_store(config) as store:
        store.sync_feeds([build.feed(f"feed{number}", url=f"https://canary{number}.example/") for number in range(50)], NOON)

    _, _, text = ask(address, "/metrics")

    assert "canary" not in text
    labels = {value for name in re.findall(r"\{([^}]*)\}", text) for value in re.findall(r'"([^"]*)"', name)}
    assert len(labels) < 30


# -- unsubscribing


def test_a_link_that_is_only_followed_changes_nothing(address: str, config: Config) -> None:
    for method in ("GET", "HEAD"):
        assert ask(address, f"/unsubscribe/{TOKEN}", method=method, Host=PUBLIC)[0] == 200

    assert unsubscribed(config) == frozenset()


@pytest.mark.parametrize("body", [b"List-Unsubscribe=One-Click", b""])
def test_one_click_unsubscribes_that_reader_and_nobody_else(address: str, config: Config, body: bytes) -> None:
    status, _, text = ask(address, f"/unsubscribe/{TOKEN}", method="POST", body=body, Host=PUBLIC)

    assert status == 200
    assert "a…@example.org" in text
    assert unsubscribed(config) == {ADA}


@pytest.mark.parametrize("path", ["", "/desk/leave", "/unsubscribe"])
def test_the_path_before_the_token_is_the_operators_choice(address: str, path: str) -> None:
    assert ask(address, f"{path}/{TOKEN}", Host=PUBLIC)[0] == 200


def test_a_second_click_is_no_error(address: str, config: Config) -> None:
    for _ in range(2):
        assert ask(address, f"/unsubscribe/{TOKEN}", method="POST", Host=PUBLIC)[0] == 200

    assert unsubscribed(config) == {ADA}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "token",
    [
        TOKEN[:-1] + ("0" if TOKEN[-1] != "0" else "1"),
        unsubscribe_token("another key", "daily", ADA),
        unsubscribe_token("", "daily", ADA),
    ],
)
def test_a_forged_token_is_refused(address: str, config: Config, token: str, method: str) -> None:
    assert ask(address, f"/unsubscribe/{token}", method=method, Host=PUBLIC)[0] == 403
    assert unsubscribed(config) == frozenset()


def test_a_token_that_asks_to_be_believed_unsigned_is_no_token(address: str, config: Config) -> None:
    token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGFAZXhhbXBsZS5vcmcifQ."

    assert ask(address, f"/unsubscribe/{token}", method="POST", Host=PUBLIC)[0] == 404
    assert unsubscribed(config) == frozenset()


def test_who_a_header_says_is_asking_changes_nothing(address: str) -> None:
    for said in ("203.0.113.9", "127.0.0.1", 'x, "y'):
        headers = {"X_Forwarded_For": said, "X_Real_IP": said, "X_Forwarded_Host": PUBLIC, "Forwarded": f"for={said};host={PUBLIC}"}
        assert ask(address, "/healthz", **headers)[0] == 200
        assert ask(address, "/healthz", Host="elsewhere.example", **headers)[0] != 200


def test_without_a_key_no_token_is_good(config: Config, pulse: Pulse) -> None:
    keyless = replace(config, imprint=Imprint(unsubscribe_url=f"https://{PUBLIC}/unsubscribe"))
    with serving(lambda: keyless, pulse) as address:
        assert ask(address, f"/unsubscribe/{unsubscribe_token('', 'daily', ADA)}", method="POST", Host=PUBLIC)[0] == 403


def test_the_page_shows_no_markup_of_others_and_nobodys_address(address: str) -> None:
    _, headers, text = ask(address, f"/unsubscribe/{TOKEN}", Host=PUBLIC)

    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    assert [node.text for node in tree.iter("b")] == ["<b>Desk</b> & more"]
    assert not list(tree.iter("script"))
    assert ADA not in text
    assert [form.attrib["method"] for form in tree.iter("form")] == ["post"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


# -- those who want something else


def test_the_public_name_shows_the_unsubscribe_pages_and_nothing_more(address: str) -> None:
    for path in ("/metrics", "/healthz", "/readyz", "/"):
        assert ask(address, path, Host=PUBLIC)[0] == 404


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost@evil.example", "news.example.", "[::1", "a:b:c"])
@pytest.mark.parametrize("path", ["/metrics", f"/unsubscribe/{TOKEN}"])
def test_a_name_that_is_not_ours_gets_nothing(address: str, host: str, path: str) -> None:
    assert ask(address, path, Host=host)[0] == 421


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8437", "127.0.0.1:1", "[::1]:8437", "monitor:8437", "[2001:db8::7]:8437"])
def test_every_way_to_name_this_machine_is_fine(address: str, host: str) -> None:
    assert ask(address, "/healthz", Host=host)[0] == 200


@pytest.mark.parametrize(
    "path",
    ["/", "/favicon.ico", "/unsubscribe/", "/unsubscribe/../metrics", "/healthz/", "/metrics%00", f"/unsubscribe/{TOKEN}/x"],
)
def test_there_is_no_other_page(address: str, path: str) -> None:
    assert ask(address, path)[0] == 404


@pytest.mark.parametrize("case", PATHS, ids=lambda case: case["id"])
def test_what_attackers_ask_for_is_no_page_and_nothing_of_it_comes_back(address: str, case: dict[str, str]) -> None:
    path = case["value"].encode("utf-8").decode("latin-1")
    request = f"GET {path.replace(' ', '%20')} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode("latin-1")

    said = raw(address, request)

    assert said.split(b" ")[1] in (b"400", b"404", b"414")
    assert b"root:" not in said
    assert b"<script" not in said
    assert ask(address, "/healthz")[0] == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "NONSENSE"])
def test_other_methods_are_refused(address: str, method: str) -> None:
    status, headers, _ = ask(address, "/healthz", method=method)
    assert (status, headers["allow"]) == (405, "GET, HEAD")
    status, headers, _ = ask(address, f"/unsubscribe/{TOKEN}", method=method)
    assert (status, headers["allow"]) == (405, "GET, HEAD, POST")


@pytest.mark.parametrize(("length", "status"), [("5000", 413), ("-1", 400), ("x", 400), ("٣", 400)])
def test_a_body_that_is_too_long_or_measured_oddly_is_not_read(address: str, config: Config, length: str, status: int) -> None:
    request = f"POST /unsubscribe/{TOKEN} HTTP/1.1\r\nHost: {PUBLIC}\r\nContent-Length: {length}\r\n\r\n".encode()
    assert raw(address, request).startswith(f"HTTP/1.0 {status}".encode())
    assert unsubscribed(config) == frozenset()


def test_a_body_without_a_length_is_refused(address: str, config: Config) -> None:
    request = f"POST /unsubscribe/{TOKEN} HTTP/1.1\r\nHost: {PUBLIC}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".encode()
    assert b" 411 " in raw(address, request)
    assert unsubscribed(config) == frozenset()


def raw(address: str, request: bytes) -> bytes:
    host, _, port = address.removeprefix("http://").rpartition(":")
    with socket.create_connection((host, int(port)), timeout=20) as sock:
        with suppress(OSError):
            sock.sendall(request)
            sock.shutdown(socket.SHUT_WR)
        try:
            return b"".join(iter(lambda: sock.recv(4096), b""))
        except ConnectionError:
            return b""


@pytest.mark.parametrize(
    "request_",
    [
        b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"\x00\xff\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET " + b"/x" * 40_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 500 + b"\r\n",
    ],
    ids=["empty", "half", "binary", "version", "long line", "many headers"],
)
def test_garbage_ends_its_own_connection_only(address: str, request_: bytes) -> None:
    assert b" 200 " not in raw(address, request_)[:20]
    assert ask(address, "/healthz")[0] == 200


def test_it_does_not_say_what_it_is_made_of(address: str) -> None:
    _, headers, _ = ask(address, "/healthz")
    assert "python" not in headers.get("server", "").lower()


def test_slow_callers_are_cut_and_the_others_served(config: Config, pulse: Pulse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_server, "DEADLINE", timedelta(seconds=1))
    with serving(lambda: config, pulse) as address:
        host, _, port = address.removeprefix("http://").rpartition(":")
        slow = [socket.create_connection((host, int(port)), timeout=10) for _ in range(web_server.MOST_AT_ONCE + 10)]
        stop = threading.Event()

        def drip() -> None:
            while not stop.wait(0.1):
                for sock in slow:
                    try:
                        sock.sendall(b"X")
                    except OSError:
                        continue

        thread = threading.Thread(target=drip)
        thread.start()
        try:
            time.sleep(2.0)
            assert ask(address, "/healthz")[0] == 200
        finally:
            stop.set()
            thread.join()
            for sock in slow:
                sock.close()


# -- around it


def test_a_reload_counts_at_once(config: Config, pulse: Pulse) -> None:
    current: list[Config] = [replace(config, digests=())]
    with serving(lambda: current[0], pulse) as address:
        assert ask(address, f"/unsubscribe/{TOKEN}")[0] == 403
        current[0] = config
        assert ask(address, f"/unsubscribe/{TOKEN}")[0] == 200


def test_a_port_that_is_taken_or_pages_switched_off_stop_no_daemon(config: Config, pulse: Pulse, address: str) -> None:
    taken = replace(config, web=WebSettings(port=int(address.rpartition(":")[2])))
    off = replace(config, web=WebSettings(enabled=False))
    for settings in (taken, off):
        with serving(lambda settings=settings: settings, pulse) as second:  # type: ignore[misc]
            assert second == ""


def test_nothing_listens_afterwards(config: Config, pulse: Pulse) -> None:
    with serving(lambda: config, pulse) as address:
        port = int(address.rpartition(":")[2])

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=2)


def test_it_listens_on_this_machine_only_unless_told_otherwise() -> None:
    assert WebSettings().listen == "127.0.0.1"


def test_counting_from_many_threads_loses_nothing(pulse: Pulse) -> None:
    def turn() -> None:
        for _ in range(200):
            pulse.turned("gather", seconds=0.1, counts={"entries": {"new": 1}})

    threads = [threading.Thread(target=turn) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert pulse.totals() == {("entries", "new"): 1600}
    assert next(beat for beat in pulse.beats() if beat.job == "gather").turns == 1600
