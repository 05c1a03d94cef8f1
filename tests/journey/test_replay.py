"""Archives read again: each item once, with its topics and its story, however often."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor import app
from tests.journey.world import World

RADAR = "The early-warning radar at the missile defence site in Redzikowo was switched on on Tuesday, the Polish ministry of defence said."
TEXT = f"{RADAR}\n\nIt took six years to build."
TITLE = "NATO missile defence radar opens in Poland"
FERRY = "The ferry leaves at nine from Monday on, the harbour office said."
ITEMS = (
    {"url": "https://a.example/1", "title": TITLE, "text": TEXT, "outlet": "A"},
    {"url": "https://b.example/1", "title": TITLE, "text": TEXT, "outlet": "B"},
    {"url": "https://c.example/1", "title": "Ferry timetable changes", "text": FERRY, "outlet": "C"},
)


def archive(folder: Path, *lines: str) -> str:
    path = folder / "items.jsonl"
    stamped = [json.dumps({**item, "published_at": "2026-10-28T09:12:00Z", "language": "en"}) for item in ITEMS]
    path.write_text("\n".join([*stamped, *lines]) + "\n", encoding="utf-8")
    return str(path)


def test_an_archive_is_read_once_however_often(world: World, tmp_path: Path) -> None:
    path = archive(tmp_path)

    first, second = world.monitor("replay", path, "--json"), world.monitor("replay", path, "--json")

    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == second.stdout
    found = json.loads(first.stdout)
    relevant = {item["url"]: item["relevant"] for item in found["items"]}
    assert relevant == {"https://a.example/1": True, "https://b.example/1": True, "https://c.example/1": False}
    assert [(story["outlets"], len(story["items"])) for story in found["stories"]] == [(2, 2)]
    one, other, _ = found["items"]
    assert other["duplicate_of"] == one["id"] or one["duplicate_of"] == other["id"]


@pytest.mark.parametrize("date", ["0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00", "2093-01-01T00:00:00Z"])
def test_an_item_with_an_impossible_date_counts_as_polled_now(world: World, tmp_path: Path, date: str) -> None:
    path = tmp_path / "items.jsonl"
    now = datetime.now(UTC).isoformat()
    path.write_text("".join(json.dumps({**item, "published_at": at}) + "\n" for item, at in zip(ITEMS, (now, date), strict=False)))

    done = world.monitor("replay", str(path), "--json")

    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert found["items"][1]["duplicate_of"] == found["items"][0]["id"]
    assert [len(story["items"]) for story in found["stories"]] == [2]
    told = json.loads(world.monitor("stories", "--json").stdout)["stories"]
    assert [len(story["items"]) for story in told] == [2]


def test_what_expired_is_not_replayed_and_its_number_is_said(world: World, tmp_path: Path) -> None:
    path = archive(tmp_path)
    world.monitor("replay", path)
    with app.open_store(world.config()) as store:
        store.expire(datetime(2030, 1, 1, tzinfo=UTC), keep=timedelta(days=400), keep_pages=timedelta(days=30))

    again = world.monitor("replay", path, "--json")

    assert json.loads(again.stdout) == {"items": [], "stories": []}
    assert "3 items expired before: left out" in again.stderr
    assert again.returncode == 0
    with app.open_store(world.config()) as store:
        assert store.counts()["articles"] == 0


def test_a_line_that_is_no_item_is_said_with_its_place_and_stops_no_other(world: World, tmp_path: Path) -> None:
    path = archive(tmp_path, "{broken", '{"url": "https://d.example/1"}')

    done = world.monitor("replay", path, "--json")

    assert done.returncode == 3
    assert f"{path}:4: not JSON" in done.stderr
    assert f"{path}:5: an item needs" in done.stderr
    assert len(json.loads(done.stdout)["items"]) == 3


def record(url: str, body: bytes, *, status: str = "200 OK", kind: str = "text/html; charset=utf-8", coding: str = "") -> bytes:
    """A response as a crawler keeps it (ISO 28500)."""
    encoded = f"Content-Encoding: {coding}\r\n" if coding else ""
    answer = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{encoded}Content-Length: {len(body)}\r\n\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-10-28T09:12:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{len(body):012}>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


def page(text: str = TEXT) -> bytes:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in [*text.split("\n\n"), RADAR.replace("Tuesday", "a cold day")])
    return f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>{paragraphs}</article></body></html>".encode()


def test_the_pages_of_a_web_archive_are_read_and_its_other_records_counted(world: World, tmp_path: Path) -> None:
    pytest.importorskip("fastwarc", reason="WARC files need monitor[archive]")
    path = tmp_path / "crawl.warc.gz"
    records = [
        record("https://a.example/1", page()),
        record("https://b.example/1", gzip.compress(page()), coding="gzip"),
        record("https://a.example/gone", page(), status="404 Not Found"),
        record("https://a.example/shield.png", b"PNG", kind="image/png"),
    ]
    path.write_bytes(b"".join(map(gzip.compress, records)))

    first, second = world.monitor("replay", str(path)), world.monitor("replay", str(path))

    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == second.stdout
    assert first.stdout.splitlines() == [
        "2 items, 2 relevant, 1 stories, 0 not read",
        "2 records of the archives are no pages and were left out",
    ]


def test_what_of_a_web_archive_cannot_be_read_is_said(world: World, tmp_path: Path) -> None:
    pytest.importorskip("fastwarc", reason="WARC files need monitor[archive]")
    whole, cut, none = (tmp_path / name for name in ("long.warc", "cut.warc", "none.warc"))
    whole.write_bytes(record("https://a.example/1", page()) + record("https://a.example/long", b"<html>" + b"x" * 10_000_001))
    cut.write_bytes(record("https://c.example/1", page()) + b"nonsense\n" * 9)
    none.write_bytes(b"nonsense\n" * 9)

    done = world.monitor("replay", str(whole), str(cut), str(none), "--json")

    assert done.returncode == 3
    assert f"{whole}: record 2: https://a.example/long: is longer than 10,000,000 bytes" in done.stderr
    assert f"{cut}: damaged after 1 records" in done.stderr
    assert f"{none}: damaged after 0 records" in done.stderr
    assert len(json.loads(done.stdout)["items"]) == 2


def test_what_was_exported_is_nothing_new_to_the_store_it_came_from_and_keeps_its_ids_in_another(world: World, tmp_path: Path) -> None:
    world.monitor("replay", archive(tmp_path))
    exported = world.monitor("db", "export").stdout
    path = tmp_path / "exported.jsonl"
    path.write_text(exported, encoding="utf-8")
    (tmp_path / "other.yaml").write_text(f"store: {{url: {tmp_path}/other.db}}\ntopics: [nato-europe]\n", encoding="utf-8")

    back = world.monitor("db", "import", str(path))
    world.monitor("--config", str(tmp_path / "other.yaml"), "db", "import", str(path))

    assert (back.returncode, back.stderr) == (0, "")
    assert world.monitor("db", "export").stdout == exported
    other = world.monitor("--config", str(tmp_path / "other.yaml"), "db", "export").stdout
    assert [json.loads(line)["id"] for line in other.splitlines()] == [json.loads(line)["id"] for line in exported.splitlines()]
