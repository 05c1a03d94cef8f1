"""`why` shows what was cut from a page, and why."""

from __future__ import annotations

from pathlib import Path

from monitor.app import explain
from monitor.config import Config
from monitor.model import Dropped
from tests import build
from tests.pipeline.desktop import Desktop, page


def test_why_shows_the_first_blocks_that_were_cut_and_json_has_all(desk: Desktop) -> None:
    entry = build.entry("Radar opens in the north")
    desk.announce(entry)
    desk.web.put(entry.url or "", page("Radar opens in the north"))
    desk.read()

    told = explain(Config(path=Path("config.yaml")), desk.store, entry.id)

    assert told["dropped"] == [{"reason": "title", "text": "Radar opens in the north"}]
    assert told["lines"][0] == "cut as title: Radar opens in the north"


def test_why_counts_the_cut_blocks_that_it_does_not_show(desk: Desktop) -> None:
    entry = build.entry("Radar opens in the north")
    desk.announce(entry)
    dropped = tuple(Dropped(reason="related", text=f"Town wins cup {number}. " * 20) for number in range(8))
    desk.store.record_reading(build.reading(entry.id, article=build.article(dropped=dropped)))

    told = explain(Config(path=Path("config.yaml")), desk.store, entry.id)

    cuts = [line for line in told["lines"] if line.startswith("cut as related: Town wins cup")]
    assert len(cuts) == 5
    assert max(map(len, cuts)) < 120
    assert told["lines"][5] == "… and 3 more (all with --json)"
    assert len(told["dropped"]) == 8
