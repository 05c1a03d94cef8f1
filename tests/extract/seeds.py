"""The five captures of the shared material, with what a perfect run makes of each."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

CHAINS = {
    "000": {("translation", "Kommersant")},
    "001": {("translation", "Kommersant")},
    "002": set(),
    "003": set(),
    "004": {("wire", "Xinhua"), ("cites", "Interfax")},
}


@dataclass(frozen=True)
class Seed:
    raw: str
    title: str
    byline: tuple[str, ...]
    body: str
    forbidden: list[str]
    quotes: list[str]
    speakers: list[str]
    provenance: set[tuple[str, str]]


@lru_cache(maxsize=1)
def SEEDS(shared: Path) -> list[Seed]:  # noqa: N802 - reads like a table
    from ruamel.yaml import YAML

    folder = shared / "data" / "seeds"
    expected = YAML(typ="safe").load((folder / "expected.yaml").read_text("utf-8"))["seeds"]
    return [_seed(one, (folder / one["file"]).read_text("utf-8")) for one in expected]


def _seed(one: dict[str, Any], raw: str) -> Seed:
    first, last = one["body"]["lines"]
    left_out = one["body"].get("exclude_lines", [])
    lines = [line for number, line in enumerate(raw.split("\n")[first - 1 : last], start=first) if number not in left_out]
    name = one["byline"]["value"]
    return Seed(
        raw=raw,
        title=one["title"],
        byline=(name,) if name else (),
        body="\n".join(lines),
        forbidden=one["must_not_contain"],
        quotes=[raw[quote["chars"][0] : quote["chars"][1]].strip("\"“”'’") for quote in one["quotes"]],
        speakers=[quote["speaker"] for quote in one["quotes"]],
        provenance=CHAINS[one["seed"]],
    )


def token_f1(gold: str, got: str) -> float:
    wanted, found = (Counter(re.findall(r"\w+", unicodedata.normalize("NFKC", text).replace("’", "'").casefold())) for text in (gold, got))
    return 2 * sum((wanted & found).values()) / max(1, sum(wanted.values()) + sum(found.values()))
