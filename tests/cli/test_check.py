"""`monitor check` says how the configuration was understood, or everything that is wrong with it."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from monitor import cli, store
from monitor.model import CleanText, Secret
from monitor.store.settings import StoreSettings
from tests import build, faults
from tests.fakes import NOON

CONFIG = """
feeds:
  - {id: one, url: "https://one.example/rss", language: en, country: NO, kind: daily}
topics:
  - israel
  - {id: radar, name: Radars, any: ['"x band" AND radar']}
digests:
  - id: daily
    cron: 30 6 * * 1-5
    zone: Europe/Berlin
    channels: out
    recipients: [ada@x.example, {address: bo@x.example, cron: 0 12 * * *}]
channels:
  out: {kind: file, folder: out}
"""


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        is_there = self.path == "/rss"
        self.send_response(200 if is_there else 404)
        self.send_header("Content-Type", "application/rss+xml")
        self.end_headers()
        self.wfile.write(faults.feed(3) if is_there else b"no")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def run(*words: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("sys.argv", ["monitor", *words])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    return int(caught.value.code or 0)


def written(folder: Path, text: str, name: str = "config.yaml") -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def test_it_prints_feeds_topics_and_the_next_editions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, CONFIG)

    assert run("--config", path, "check", monkeypatch=monkeypatch) == 0

    page = capsys.readouterr().out
    assert f"{path}: 1 feed, 2 topics, 1 digest, 1 channel" in page
    assert "https://one.example/rss  (en, NO, daily)" in page
    assert "radar" in page
    assert "30 6 * * 1-5 Europe/Berlin over out to ada@x.example, bo@x.example" in page
    assert page.count("    next ") == 6
    assert page.count("(bo@x.example)") == 3
    assert "06:30 CE" in page
    assert list(tmp_path.iterdir()) == [tmp_path / "config.yaml"]


def test_programs_get_the_same_as_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    run("--config", written(tmp_path, CONFIG), "check", "--json", monkeypatch=monkeypatch)

    found = json.loads(capsys.readouterr().out)
    assert found["feeds"] == 1
    assert [topic["id"] for topic in found["topics"]] == ["israel", "radar"]
    assert len(found["digests"][0]["next"]) == 6
    assert found["channels"] == {"out": "file"}


def test_everything_wrong_is_said_at_once_and_the_exit_code_is_78(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, "feeds: [{ulr: 'https://a.example/'}]\nreed: {}\ndigests: [{id: d, zone: Mars}]\n")

    assert run("--config", path, "check", monkeypatch=monkeypatch) == 78

    out = capsys.readouterr()
    assert out.out == ""
    assert [line.removeprefix(f"{path}:").split(" ")[0] for line in out.err.splitlines()] == ["1:9:", "1:10:", "2:1:", "3:25:"]


def test_a_missing_password_is_a_mistake_for_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, "channels: {m: {kind: smtp, host: h.example, password: '${NOWHERE_PW}'}}\n")

    assert run("--config", path, "check", monkeypatch=monkeypatch) == 78
    assert "NOWHERE_PW is not set" in capsys.readouterr().err


def test_a_folder_that_can_never_be_written_is_warned_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    folders = "channels: {a: {kind: archive, folder: file/pages}, b: {kind: file, folder: new/pages}}\nstore: {backups: file}\n"

    assert run("--config", written(tmp_path, folders), "check", monkeypatch=monkeypatch) == 0

    warned = [line for line in capsys.readouterr().out.splitlines() if line.startswith("warning: ")]
    assert [line.split()[1] for line in warned] == ["store.backups:", "channels.a.folder:"]


def test_what_was_never_filled_in_is_warned_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    given = (Path(__file__).resolve().parents[2] / "config.yaml").read_text(encoding="utf-8")
    monkeypatch.setenv("MONITOR_SMTP_PASSWORD", "abcdef")

    for text, warned in (
        (given, ["channels.mail.host:", "channels.mail.sender:", "digests.daily.recipients:"]),
        (given.replace("example.org", "news.test"), []),
    ):
        assert run("--config", written(tmp_path, text), "check", monkeypatch=monkeypatch) == 0
        lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("warning: ")]
        assert [line.split()[1] for line in lines] == warned


def test_a_wrong_template_is_a_mistake_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "looks").mkdir()
    (tmp_path / "looks" / "digest.txt").write_text("fine\n{% for %}\n", encoding="utf-8")

    assert run("--config", written(tmp_path, "templates: looks\n"), "check", monkeypatch=monkeypatch) == 78
    assert "looks/digest.txt:2" in capsys.readouterr().err


def test_online_asks_every_feed_once_and_remembers_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], site: str
) -> None:
    feeds = f"feeds: [{{id: good, url: '{site}/rss'}}, {{id: bad, url: '{site}/x'}}, {{id: idle, url: '{site}/y', paused: true}}]\n"
    path = written(tmp_path, feeds + "network: {allow: 127.0.0.0/8}\nfetch: {gap: 0s}\n")

    assert run("--config", path, "check", "--online", monkeypatch=monkeypatch) == 3

    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("online ")]
    assert "online good: " in lines[0]
    assert "3 entries" in lines[0]
    assert "would be polled again at" in lines[0]
    assert "404" in lines[1]
    assert lines[2] == "online idle: paused; would not be polled"
    assert not (tmp_path / "monitor.db").exists()


def test_diff_says_what_a_change_would_have_added_and_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(store.open_store(StoreSettings(url=Secret(str(tmp_path / "monitor.db"))))) as kept:
        kept.sync_feeds([build.feed()], NOON)
        for number, title in enumerate(("A radar for Guam", "An interceptor for Guam", "Nothing at all")):
            entry = build.entry(id=f"e{number}", url=f"https://a.example/{number}")
            kept.record_poll(build.poll(entries=(entry,)), unread_at=NOON)
            article = build.article(title=CleanText(title), text=CleanText(f"{title}, they said."))
            kept.record_reading(build.reading(entry.id, article=article, read_at=NOON + timedelta(minutes=number)))
    old = written(tmp_path, "topics: [{id: guam, any: guam}]\n", "old.yaml")
    path = written(tmp_path, "topics: [{id: guam, any: radar}, {id: nothing, any: nothing}]\n")

    assert run("--config", path, "check", "--diff", old, monkeypatch=monkeypatch) == 0
    page = capsys.readouterr().out
    assert run("--config", path, "check", "--diff", old, "--json", monkeypatch=monkeypatch) == 0
    found = json.loads(capsys.readouterr().out)["diff"]

    assert "over 3 stored articles:" in page
    assert "guam: 2 -> 1 (0 added, 1 removed)\n    - An interceptor for Guam" in page
    assert found["articles"] == 3
    assert found["topics"]["nothing"]["added"][0]["title"] == "Nothing at all"


def test_diff_without_a_store_makes_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, CONFIG)

    assert run("--config", path, "check", "--diff", path, monkeypatch=monkeypatch) == 0
    assert "over 0 stored articles" in capsys.readouterr().out
    assert not (tmp_path / "monitor.db").exists()
