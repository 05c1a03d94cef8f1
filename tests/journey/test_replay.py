"""Archives read again: each item once, with its topics and its story, however often."""

from __future__ import annotations

import json
from pathlib import Path

from tests.journey.conftest import World

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


def test_a_line_that_is_no_item_is_said_with_its_place_and_stops_no_other(world: World, tmp_path: Path) -> None:
    path = archive(tmp_path, "{broken", '{"url": "https://d.example/1"}')

    done = world.monitor("replay", path, "--json")

    assert done.returncode == 3
    assert f"{path}:4: not JSON" in done.stderr
    assert f"{path}:5: an item needs" in done.stderr
    assert len(json.loads(done.stdout)["items"]) == 3
