"""Spellings that do not change a word are one spelling, and every token knows where it was written."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from monitor.text.normalise import fold
from monitor.text.tokens import Tokens, tokens
from monitor.topics import matches_query, parse_query
from tests.topics.texts import item

PAIRS: Any = YAML(typ="safe").load((Path(__file__).parents[1] / "data" / "topics" / "normalisation.yaml").read_text(encoding="utf-8"))[
    "pairs"
]
PATTERNS = {"missile defence": "missile defen?e", "Raketenabwehrsystems": "raketenabwehr*"}


@pytest.mark.parametrize(("written", "other"), [pytest.param(*pair, id=pair[0]) for rule in PAIRS for pair in rule["pairs"]])
def test_two_spellings_of_the_vocabulary_are_one_to_a_query(written: str, other: str) -> None:
    query = parse_query(f'"{PATTERNS.get(written, other)}"'.replace('"נאט"ו"', '"נאט״ו"'))

    assert matches_query(item(text=f"{written}."), query)


SAME = {
    "ＴＨＡＡＤ": "thaad",
    "SM3": "sm 3",
    "SM-3": "sm 3",
    "СМ3": "см 3",
    "С-400": "s 400",
    "С 400": "с 400",
    "с 400": "с 400",
    "А-235": "a 235",
    "İSTANBUL IŞIN": "istanbul isin",
    "Łódź Århus Øresund Đorđe": "lodz arhus oresund dorde",
    "straße": "strasse",
    "Новый Йемен": "новый йемен",
    "Ёлка": "елка",
    "soft\u00adhy\u200bphen": "softhyphen",
    "می\u200cخواهد": "مي خواهد",
    "۱۵ خرداد": "15 خرداد",
    "نـــظام": "نظام",
    "迎撃ﾐｻｲﾙ": "迎 撃 ミ サ イ ル",
    "미사일을": "미 사 일 을",
    "l’intercepteur": "l intercepteur",
    "п’ять": "пʼять",
    "שָׁלוֹם": "שלום",
}


@pytest.mark.parametrize("written", SAME)
def test_a_word_is_folded_by_the_rules(written: str) -> None:
    assert fold(written).strip() == SAME[written]


def test_letters_of_other_scripts_keep_their_marks() -> None:
    assert tokens("й ї が 가") == ["й", "ї", "が", "가"]


@given(st.text())
def test_every_token_of_any_text_lies_in_the_text(text: str) -> None:
    known = Tokens(text)
    starts = [at for at, letter in enumerate(known.folded) if letter == " "]

    spans = [known.span(start, end) for start, end in pairwise([*starts, len(known.folded)])]

    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


@given(st.text(alphabet="абвСА40-' \u2019\u00adéİﾐが미사ñ9"))
def test_folding_a_folded_text_changes_nothing(text: str) -> None:
    once = fold(text)

    assert fold(once).split() == once.split()
