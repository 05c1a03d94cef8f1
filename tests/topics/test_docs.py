"""The page that teaches the language tells the truth: its twenty examples are decided, its points are the program's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitor.topics import matches_query, parse_query, score
from tests.topics.texts import item

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "topics.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+) \| `(.+?)` \| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE)


def test_there_are_twenty_examples() -> None:
    assert [int(row[0]) for row in ROWS] == list(range(1, 21))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_an_example_matches_what_it_says(row: tuple[str, str, str, str]) -> None:
    _, query, yes, no = row
    tree = parse_query(query)

    assert matches_query(item(yes, "Nothing."), tree)
    assert matches_query(item("Nothing", yes), tree)
    assert not matches_query(item(no, "Nothing."), tree)
    assert not matches_query(item("Nothing", no), tree)


def test_the_table_of_points_is_the_programs() -> None:
    strong = re.search(r"\| the first strong phrase \| (\S+) \| (\S+) \| (\S+) \|", PAGE)
    weak = re.search(r"\| a weak phrase with company.*? \| (\S+) \| (\S+) \| (\S+) \|", PAGE)

    assert strong is not None
    assert weak is not None
    assert [float(points) for points in strong.groups()] == list(score.STRONG.values())
    assert [float(points) for points in weak.groups()] == list(score.WEAK.values())
