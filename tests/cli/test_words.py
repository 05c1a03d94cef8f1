"""What may be typed: the options of every command, in any place; items that somebody else wrote."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli import COMMANDS, cli

CONFIG = """
topics: [{id: shield, any: ['"missile shield"']}]
digests: [{id: daily, cron: "0 7 * * *", recipients: ada@x.example, channels: out}]
channels: {out: {kind: file, folder: out}}
"""

FINE = {"url": "https://one.example/1", "title": "A missile shield", "text": "It stands."}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "desk.yaml"
    path.write_text(CONFIG, encoding="utf-8")
    return path


def run(*words: str, given: bytes = b"") -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "monitor", *words],
        input=given,
        capture_output=True,
        check=False,
        env={name: value for name, value in os.environ.items() if name != "MONITOR_CONFIG"},
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.mark.parametrize(
    "words",
    [("--config", "{}", "status", "--json"), ("status", "--json", "--config", "{}"), ("outbox", "--config", "{}", "list", "--json")],
    ids=["before the command", "behind it", "in the middle"],
)
def test_the_configuration_may_be_named_in_any_place(config: Path, words: tuple[str, ...]) -> None:
    done = run(*(word.format(config) for word in words))

    assert (done.returncode, done.stderr) == (0, "")
    json.loads(done.stdout)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_takes_the_options_of_all_commands(command: str) -> None:
    words = ["--config", "nothing.yaml", "-q", "-v", "--log-format", "json", "--help"]

    assert CliRunner().invoke(cli, [command, *words]).exit_code == 0


def test_what_stands_behind_the_command_goes_before(config: Path) -> None:
    done = run("--config", "nothing.yaml", "status", "--json", "--config", str(config))

    assert done.returncode == 0


def test_a_topic_that_is_none_is_no_empty_answer(config: Path) -> None:
    wrong, right = (run("stories", "--topic", topic, "--config", str(config)) for topic in ("sheild", "shield"))

    assert (wrong.returncode, right.returncode) == (2, 0)
    assert "there is no topic 'sheild'; there are shield" in wrong.stderr


def test_a_preview_takes_json_as_every_result_does(config: Path) -> None:
    named, short = (
        run("preview", "daily", "--config", str(config), "--format", "json"),
        run("preview", "daily", "--config", str(config), "--json"),
    )

    assert json.loads(short.stdout).keys() == json.loads(named.stdout).keys()


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (json.dumps({**FINE, "published_at": 5}).encode(), "published_at must be text"),
        (json.dumps({**FINE, "author": ["A", "B"]}).encode(), "author must be text"),
        (json.dumps({**FINE, "language": {}}).encode(), "language must be text"),
        (json.dumps({**FINE, "outlet": 7}).encode(), "outlet must be text"),
        (json.dumps({**FINE, "id": 7}).encode(), "id must be text"),
        (b"{", "not JSON"),
        (b'"a text"', "an item is a JSON object"),
        (b"\xff\xfe", "not JSON"),
        (json.dumps({"url": "https://one.example/1"}).encode(), "an item needs a title, a text or html"),
    ],
)
def test_an_item_that_is_none_gets_one_line_and_the_others_are_matched(config: Path, line: bytes, what: str) -> None:
    fine = json.dumps(FINE).encode()

    done = run("--config", str(config), "match", "--json", "-", given=b"\n".join([fine, line, fine]))

    assert done.returncode == 3
    assert [found["relevant"] for found in map(json.loads, done.stdout.splitlines())] == [True, True]
    assert len(done.stderr.splitlines()) == 1
    assert "2: " in done.stderr
    assert what in done.stderr


def test_half_a_character_in_an_item_is_no_trouble(config: Path) -> None:
    done = run("--config", str(config), "match", "-", given=json.dumps({**FINE, "title": "A missile shield \ud83d"}).encode())

    assert done.returncode == 0
    assert "shield" in done.stdout


def test_every_source_of_extract_has_its_object_in_its_place(tmp_path: Path) -> None:
    page = "<html><head><title>Radar opens</title></head><body><article>" + "<p>The radar opened on Tuesday, the ministry said.</p>" * 9
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "c.html").write_text(page.replace("Radar", "Sensor"), encoding="utf-8")

    done = run("extract", str(tmp_path), "--json")

    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 3
    assert [(Path(one["source"]).name, one["title"]) for one in found] == [
        ("a.html", "Radar opens"),
        ("b.pdf", None),
        ("c.html", "Sensor opens"),
    ]
    assert found[1]["error"] == "not a page but a PDF"


def test_where_the_log_is_json_every_line_of_trouble_is(config: Path) -> None:
    config.write_text(CONFIG + "feeds: [{id: gone, url: 'http://127.9.9.9:8999/feed'}]\nnetwork: {allow: 127.0.0.0/8}\n", encoding="utf-8")

    done = run("--config", str(config), "--log-format", "json", "once", "--only", "poll")

    assert done.returncode == 3
    (line,) = map(json.loads, done.stderr.splitlines())
    assert (line["event"], line["where"], line["what"].partition(";")[0]) == ("problem", "feed:gone", "http: connection refused")
    config.write_text("digest: []\nfeed: []\n", encoding="utf-8")
    failed = run("once", "--log-format=json", "--config", str(config)).stderr.splitlines()
    assert [json.loads(line)["event"] for line in failed] == ["failed", "failed"]
