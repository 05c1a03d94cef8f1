"""Reading again: asked for only when it has changed, kept as it was where nothing has, withdrawn where it is gone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from monitor.errors import FetchError
from monitor.fetch import FetchSettings, HttpFetcher
from monitor.model import Entry, Report
from monitor.net import NetSettings
from tests import build
from tests.fakes import NOON
from tests.pipeline.desktop import PARAGRAPHS, Desktop, page

TITLE = "Radar opens in the north"
HOUR = timedelta(hours=1)
A_WEEK = [HOUR * at for at in (1.01, 6.01, 24.01, 72.01, 120)]


@pytest.fixture
def entry(desk: Desktop) -> Entry:
    """An article that was read at noon, with validators."""
    announced = build.entry(TITLE)
    desk.announce(announced)
    desk.web.put(announced.url or "", page(TITLE), etag='"one"')
    desk.read()
    return announced


def report(desk: Desktop) -> Report:
    (found,) = desk.store.reports_in(build.window(NOON - 24 * HOUR, NOON + 200 * HOUR), ["radars"])
    return found


def read_at(desk: Desktop, *spans: timedelta) -> None:
    for span in spans:
        desk.clock.now = NOON + span
        desk.read()


def test_a_matched_article_is_asked_for_again_four_times_in_three_days(desk: Desktop, entry: Entry) -> None:
    read_at(desk, *A_WEEK)

    assert [request.etag for request in desk.web.asked] == [None, '"one"', '"one"', '"one"', '"one"']


def test_an_article_of_no_topic_is_not_asked_for_again(desk: Desktop) -> None:
    other = build.entry("Ferry timetable changes")
    desk.announce(other)
    desk.web.put(other.url or "", page("Ferry timetable changes", "The ferry leaves at nine from Monday on, the office said."))

    read_at(desk, timedelta(0), *A_WEEK)

    assert len(desk.web.asked) == 1


def test_a_page_that_is_not_modified_costs_no_extraction_and_makes_no_version(desk: Desktop, entry: Entry) -> None:
    extracted = desk.workers.calls

    read_at(desk, HOUR * 1.01)

    assert desk.workers.calls == extracted
    assert report(desk).revision == 1
    assert desk.store.decisions(entry.id)[-1].reason == "not modified (304)"


def test_a_page_that_changed_is_read_with_its_new_validator_and_both_versions_are_kept(desk: Desktop, entry: Entry) -> None:
    changed = PARAGRAPHS[0].replace("6 years", "9 years")
    desk.web.put(entry.url or "", page(TITLE, changed, *PARAGRAPHS[1:]), etag='"two"')

    read_at(desk, HOUR * 1.01, HOUR * 6.01)

    assert [request.etag for request in desk.web.asked] == [None, '"one"', '"two"']
    assert (report(desk).revision, report(desk).change) == (2, "material")
    first, second = desk.store.article_at(entry.id, 1), desk.store.article_at(entry.id, 2)
    assert first is not None
    assert second is not None
    assert "6 years" in first.text
    assert "9 years" in second.text


def test_a_page_that_is_gone_is_withdrawn_at_once_and_never_asked_for_again(desk: Desktop, entry: Entry) -> None:
    desk.web.fail(entry.url or "", FetchError(entry.url or "", "gone (410)", kind="gone", status=410))

    read_at(desk, *A_WEEK)

    assert report(desk).change == "withdrawn"
    assert "removed the page (410)" in report(desk).change_words
    assert len(desk.web.asked) == 2


def test_a_page_that_is_not_found_is_withdrawn_when_it_is_not_found_an_hour_later_either(desk: Desktop, entry: Entry) -> None:
    del desk.web.answers[entry.url or ""]

    read_at(desk, HOUR * 1.01)
    assert report(desk).change == "first"

    read_at(desk, HOUR * 2.02)
    assert report(desk).change == "withdrawn"
    assert "(404)" in report(desk).change_words


def test_a_page_that_is_missing_once_is_no_withdrawal(desk: Desktop, entry: Entry) -> None:
    kept = desk.web.answers.pop(entry.url or "")
    read_at(desk, HOUR * 1.01)
    desk.web.answers[entry.url or ""] = kept

    read_at(desk, HOUR * 2.02, HOUR * 6.01)

    assert report(desk).change == "first"
    assert len(desk.web.asked) == 4


def test_a_server_that_fails_in_between_is_neither_a_change_nor_a_try(desk: Desktop, entry: Entry) -> None:
    desk.web.fail(entry.url or "", FetchError(entry.url or "", "no answer in time", kind="timeout"))
    read_at(desk, HOUR * 1.01, HOUR * 6.01)
    del desk.web.answers[entry.url or ""]

    read_at(desk, HOUR * 24.01)

    assert report(desk).change == "first"


@dataclass
class Site:
    """A real server with one page, which answers conditional requests as HTTP asks of it."""

    body: bytes = b""
    stamp: str = "Tue, 24 Nov 2026 11:00:00 GMT"
    answered: list[int] = field(default_factory=list)


@pytest.fixture
def site() -> Iterator[tuple[Site, str]]:
    state = Site()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_page = self.path.startswith("/news/")
            is_same = self.headers.get("If-Modified-Since") == state.stamp
            status = 404 if not is_page else 304 if is_same else 200
            if is_page:
                state.answered.append(status)
            self.send_response(status)
            self.send_header("Last-Modified", state.stamp)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(state.body)) if status == 200 else "0")
            self.end_headers()
            self.wfile.write(state.body if status == 200 else b"")

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield state, f"http://127.0.0.1:{server.server_address[1]}/news/radar"
    server.shutdown()
    server.server_close()


def test_over_http_the_date_of_the_page_is_sent_back_and_304_believed(desk: Desktop, site: tuple[Site, str]) -> None:
    state, url = site
    state.body = page(TITLE).encode()
    desk.fetcher = HttpFetcher(FetchSettings(net=NetSettings(allow=("127.0.0.0/8",)), gap=timedelta(0)), clock=desk.clock)
    desk.announce(build.entry(TITLE, url=url))

    read_at(desk, timedelta(0), HOUR * 1.01)
    state.body, state.stamp = (
        page(TITLE, "Now 9 radars stand on the coast, the ministry said.", *PARAGRAPHS).encode(),
        state.stamp[:-6] + "30 GMT",
    )
    read_at(desk, HOUR * 6.01, HOUR * 24.01)

    assert state.answered == [200, 304, 200, 304]
    assert report(desk).revision == 2
