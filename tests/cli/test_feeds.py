"""An operator pastes a site, a list or fifty addresses, and every feed explains itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import cli
from tests.fetch.server import FaultServer

Run = Callable[..., Result]

CONFIG = """
feeds:
  - {{id: harbour, name: Harbour Post, url: 'https://harbour.example/feed', kind: daily, country: GB}}
store: {{url: '{store}'}}
network: {{allow: [127.0.0.0/8]}}
fetch: {{gap: 0s}}
"""

OPML = """<opml version="2.0"><body><outline text="Wires"><outline type="rss" text="A & B" xmlUrl="https://a.example/feed"/></outline>
<outline type="rss" text="Harbour" xmlUrl="https://www.harbour.example/feed/"/></body></opml>"""


@pytest.fixture
def monitor(tmp_path: Path) -> Run:
    config = tmp_path / "config.yaml"
    config.write_text(CONFIG.format(store=tmp_path / "monitor.db"))

    def run(*arguments: str, said: str | bytes | None = None) -> Result:
        return CliRunner().invoke(cli, ["--config", str(config), "feeds", *arguments], input=said, catch_exceptions=False)

    return run


def listed(monitor: Run) -> dict[str, dict[str, object]]:
    return {one["id"]: one for one in json.loads(monitor("list", "--json").stdout)}


def test_a_new_feed_says_that_it_was_not_asked_yet(monitor: Run) -> None:
    assert "harbour" in monitor("list").stdout
    assert "not asked yet" in monitor("list").stdout
    assert listed(monitor)["harbour"]["state"] == "new"
    assert "from: config.yaml" in monitor("show", "harbour").stdout


def test_a_list_of_feeds_is_imported_once_and_comes_out_again(monitor: Run, tmp_path: Path) -> None:
    (tmp_path / "list.opml").write_text(OPML)

    first, second = monitor("import", str(tmp_path / "list.opml")), monitor("import", str(tmp_path / "list.opml"))

    assert first.stdout.splitlines() == [
        "a: added (https://a.example/feed)",
        "harbour: subscribed already (https://www.harbour.example/feed/)",
    ]
    assert "added" not in second.stdout
    assert "https://a.example/feed" in monitor("export").stdout
    assert monitor("import", "-", said=monitor("export").stdout).stdout.count("subscribed already") == 2


def test_what_is_exported_as_yaml_is_a_configuration(monitor: Run, tmp_path: Path) -> None:
    (tmp_path / "list.opml").write_text(OPML)
    monitor("import", str(tmp_path / "list.opml"))
    (tmp_path / "config.yaml").write_text(monitor("export", "--yaml").stdout + f"store: {{url: '{tmp_path / 'other.db'}'}}\n")

    names = {one["id"]: (one["name"], one["origin"]) for one in listed(monitor).values()}

    assert names == {"harbour": ("Harbour Post", "config"), "a": ("A & B", "config")}


def test_fifty_addresses_may_be_pasted(monitor: Run) -> None:
    lines = "\n".join(f"https://site{number}.example/rss.xml" for number in range(50))

    out = monitor("add", "--unchecked", "-", said=lines)

    assert (out.exit_code, len(listed(monitor))) == (0, 51)


def test_a_site_is_asked_for_its_feed(monitor: Run) -> None:
    feed = FaultServer({"status": 200, "body": {"feed": {"items": 3}}})
    page = (
        f'<html><head><link rel="alternate" type="application/rss+xml" title="News" href="http://127.0.0.1:{feed.port}/feed"></head></html>'
    )
    site = FaultServer({"status": 200, "body": page})
    url = f"http://127.0.0.1:{site.port}/"

    found, added = monitor("discover", url, "--json"), monitor("add", url, "--id", "found")
    site.stop()
    feed.stop()

    assert json.loads(found.stdout) == [{"url": f"http://127.0.0.1:{feed.port}/feed", "title": "Test feed", "entries": 3, "language": None}]
    assert added.stdout == f"found: added (http://127.0.0.1:{feed.port}/feed)\n"
    assert listed(monitor)["found"]["name"] == "Test feed"


def test_what_cannot_be_added_gets_a_line_and_stops_nothing(monitor: Run) -> None:
    feed = FaultServer({"status": 200, "body": {"feed": {"items": 3}}})

    out = monitor("add", "http://169.254.169.254/latest/", f"http://127.0.0.1:{feed.port}/feed")
    feed.stop()

    assert out.exit_code == 3
    assert "http://169.254.169.254/latest/: not added" in out.stderr
    assert len(listed(monitor)) == 2


def test_a_feed_is_paused_and_resumed_and_only_one_added_by_command_is_removed(monitor: Run) -> None:
    monitor("add", "--unchecked", "https://own.example/feed")
    monitor("pause", "harbour", "own")

    assert {one["state"] for one in listed(monitor).values()} == {"paused"}
    assert monitor("pause", "harbour", "--resume").stdout == "harbour: due now\n"
    assert listed(monitor)["harbour"]["state"] == "new"
    assert monitor("remove", "own").exit_code == 0
    assert list(listed(monitor)) == ["harbour"]
    assert "remove it there, or pause it" in monitor("remove", "harbour").stderr


@pytest.mark.parametrize("arguments", [("show", "nobody"), ("remove", "nobody"), ("pause", "nobody"), ("import", "/etc/hostname/x")])
def test_a_feed_that_is_not_there_is_a_usage_error(monitor: Run, arguments: tuple[str, ...]) -> None:
    assert monitor(*arguments).exit_code == 2


def test_a_password_in_an_address_is_shown_nowhere(monitor: Run) -> None:
    shown = monitor("add", "--unchecked", "https://ada:hunter2@own.example/feed?token=hunter2").stdout
    shown += monitor("add", "http://ada:hunter2@169.254.169.254/feed").stderr
    for arguments in (("list",), ("list", "--json"), ("show", "own"), ("show", "own", "--json"), ("export",), ("export", "--yaml")):
        shown += monitor(*arguments).stdout

    assert "hunter2" not in shown
    assert "own.example" in shown
