"""`quotes`: who said what in the matched articles, found by any words of a name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_words import run

ITEMS = [
    {
        "url": "https://one.example/1",
        "title": "A missile shield for the north",
        "text": "“We have waited for this for nine years,” said Björn Ekström, the defence minister, on Monday in the harbour.",
        "outlet": "Harbour Post",
        "published_at": "2026-11-23T09:00:00+00:00",
    },
    {
        "url": "https://one.example/2",
        "title": "A missile shield for the south",
        "text": "“Nobody has asked the people who live beside it,” said Ana Lund, who farms the hill, on Tuesday.",
        "outlet": "Cape Times",
        "published_at": "2026-11-24T09:00:00+00:00",
    },
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two speakers in it."""
    folder = tmp_path_factory.mktemp("desk")
    config = folder / "config.yaml"
    config.write_text(f"topics: [{{id: shield, any: ['\"missile shield\"']}}]\nstore: {{url: {folder / 'monitor.db'}}}\n", encoding="utf-8")
    archive = folder / "items.jsonl"
    archive.write_text("\n".join(map(json.dumps, ITEMS)), encoding="utf-8")
    done = run("--config", str(config), "replay", str(archive))
    assert done.returncode == 0, done.stderr
    return config


@pytest.mark.parametrize("name", ["Ekström", "ekstrom", "EKSTRÖM Björn"])
def test_a_speaker_is_found_by_words_of_the_name_however_they_are_typed(name: str, desk: Path) -> None:
    done = run("--config", str(desk), "quotes", "--speaker", name, "--json")

    (found,) = json.loads(done.stdout)
    assert (found["speaker"], found["verb"], found["text"]) == ("Björn Ekström", "said", "We have waited for this for nine years,")
    assert ITEMS[0]["text"][found["start"] : found["end"]] == found["text"]
    assert (found["url"], found["outlet"]) == ("https://one.example/1", "Harbour Post")


def test_without_a_name_everybody_is_shown_with_role_and_source(desk: Path) -> None:
    done = run("--config", str(desk), "quotes")

    assert done.returncode == 0
    assert (
        "Björn Ekström, defence minister: We have waited for this for nine years,\n    Harbour Post: https://one.example/1" in done.stdout
    )
    assert "Ana Lund" in done.stdout


def test_a_name_that_nobody_has_and_a_time_in_which_nobody_spoke_find_nothing(desk: Path) -> None:
    assert run("--config", str(desk), "quotes", "--speaker", "Nobody").stdout == ""
    assert json.loads(run("--config", str(desk), "quotes", "--since", "2026-11-25T00:00+00:00", "--json").stdout) == []
