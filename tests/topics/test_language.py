"""The topic language: labelled queries decide their texts, and broken ones are refused where they are broken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from monitor.topics import QueryError, matches_query, parse_query, print_query
from tests.topics.texts import item

DATA: Any = YAML(typ="safe").load((Path(__file__).parents[1] / "data" / "topics" / "queries.yaml").read_text(encoding="utf-8"))
CASES = [
    pytest.param(case["query"], row, wanted, id=row["id"])
    for case in DATA["queries"]
    for key, wanted in (("must_match", True), ("must_not_match", False))
    for row in case[key]
]


@pytest.mark.parametrize(("query", "row", "wanted"), CASES)
def test_a_labelled_text_is_decided_as_labelled(query: str, row: dict[str, str], wanted: bool) -> None:
    text = item(row["title"], row["text"], language=row["lang"], source=row.get("source"))

    assert matches_query(text, parse_query(query)) is wanted


@pytest.mark.parametrize("case", DATA["queries"], ids=lambda case: case["id"])
def test_the_print_of_a_query_is_the_same_query(case: dict[str, Any]) -> None:
    tree = parse_query(case["query"])

    assert parse_query(print_query(tree)) == tree


@pytest.mark.parametrize(
    ("query", "repair"),
    [
        ("missile w/5 defence", "write NEAR/5 for either order, PRE/5 for this one"),
        ("missile near5 defence", "write NEAR/5 for either order, PRE/5 for this one"),
        ("missile pre/2 defence", "write PRE/2 in capitals"),
        ("missile and defence", "write AND in capitals"),
        ("missile near/5 defence", "write NEAR/5 in capitals"),
        ("missile defence", "quote the phrase"),
    ],
)
def test_the_habits_of_other_search_languages_are_known(query: str, repair: str) -> None:
    with pytest.raises(QueryError) as refused:
        parse_query(query)

    assert refused.value.repair.startswith(repair)


BROKEN = {
    "missile defense": (8, "side by side"),
    '"missile defense" AND Patriot OR THAAD': (30, "AND and OR mixed"),
    "NOT Patriot": (0, "only negative"),
    "Patriot NEAR/6 (missile AND battery)": (15, "proximity operands"),
    '("Iron Dome" OR Arrow': (0, "unbalanced parenthesis"),
    "a*": (0, "at least two letters"),
    "*": (0, "at least two letters"),
    "": (0, "empty"),
    "()": (0, "empty parentheses"),
    'radar OR "Iron Dome': (9, "unbalanced quote"),
    "radar)": (5, "unbalanced parenthesis"),
    "radar AND": (6, "nothing after AND"),
    "OR radar": (0, "nothing before OR"),
    "radar AND NOT ship": (10, "NOT after another operator"),
    "radar NOT radar": (10, "takes away everything"),
    "radar NOT (ship OR radar)": (10, "takes away everything"),
    "radar NOT ship AND base": (15, "AND or OR beside NOT"),
    "radar NEAR/3 ship NEAR/3 base": (18, "chained proximity"),
    "radar NEAR ship": (6, "number from 1 to 100"),
    "radar NEAR/0 ship": (6, "number from 1 to 100"),
    "radar PRE/101 ship": (6, "number from 1 to 100"),
    "radar and ship": (6, "side by side"),
    "headline:radar": (0, "unknown field"),
    "title:(lead:radar)": (6, "field within a field"),
    "source:(one AND two)": (7, "takes a term or an OR group"),
    '"---"': (0, "without a letter"),
    "CASE(radar OR ship)": (0, "CASE takes one term"),
    "ATLEAST/3(radar AND ship)": (10, "ATLEAST counts"),
    "a*b*c*d": (0, "more than two"),
    "(" * 200 + "radar" + ")" * 200: (40, "parentheses within each other"),
}


@pytest.mark.parametrize(("query", "place"), BROKEN.items(), ids=lambda value: str(value)[:40])
def test_a_broken_query_is_refused_at_its_place_with_a_repair(query: str, place: tuple[int, str]) -> None:
    offset, what = place

    with pytest.raises(QueryError) as refused:
        parse_query(query)

    assert refused.value.offset == offset
    assert what in refused.value.what
    assert refused.value.repair


def test_every_labelled_invalid_query_is_refused() -> None:
    for case in DATA["invalid"]:
        assert case["query"] in BROKEN


def test_a_query_of_a_hundred_thousand_terms_is_refused_at_once() -> None:
    with pytest.raises(QueryError, match="longer than"):
        parse_query(" OR ".join(f"term{number}" for number in range(100_000)))
