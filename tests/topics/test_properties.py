"""Laws of the topic language, held against arbitrary queries and arbitrary Unicode."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.topics import (
    Topics,
    TopicSettings,
    compile_topics,
    default_topics,
    load_vocabulary,
    match_topics,
    matches_query,
    parse_query,
    print_query,
    re_decide,
)
from monitor.topics.tree import And, AtLeast, InField, Near, Not, Or, Query, Word
from tests.topics.texts import item

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

WORDS = ("radar", "missile", "defen?e", "intercept*", "ракет*", "反导", "사드", "SM-3", "חץ", "القبة")
word = st.sampled_from(WORDS).map(Word) | st.sampled_from(WORDS).map(lambda text: Word(text, is_cased=True))
choice = word | st.lists(word, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts)))
near = st.builds(Near, st.sampled_from(["NEAR", "PRE", "NOTNEAR"]), st.integers(1, 100), choice, choice)
counted = st.builds(AtLeast, st.integers(1, 100), choice)
meta = st.builds(InField, st.sampled_from(["source", "lang", "country", "author"]), choice)


def _larger(inner: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    apart = st.tuples(inner, inner).filter(lambda pair: not _is_taken(*pair)).map(lambda pair: Not(*pair))
    return several.map(And) | several.map(Or) | apart


def _is_taken(left: Query, right: Query) -> bool:
    taken = set(right.parts) if isinstance(right, Or) else {right}
    return all(part in taken for part in (left.parts if isinstance(left, Or) else (left,)))


plain = choice | near | counted
in_field = st.builds(InField, st.sampled_from(["title", "lead", "body"]), plain)
query = st.recursive(plain | meta | in_field, _larger, max_leaves=6)
LETTERS = " ".join([*WORDS, "missiles", "intercepted", "defense", "радар", "ракеты", "사드의", "בחץ", "والقبة", "\n\n", "."]).split(" ")
text = st.lists(st.sampled_from(LETTERS), max_size=30).map(" ".join) | st.text(max_size=60)


@given(query)
def test_parsing_the_print_of_a_tree_gives_the_tree(tree: Query) -> None:
    assert parse_query(print_query(tree)) == tree


@given(plain, plain, text, text)
def test_and_and_or_commute_and_and_asks_for_both(one: Query, two: Query, title: str, body: str) -> None:
    here = item(title, body)
    first, second = matches_query(here, one), matches_query(here, two)

    assert matches_query(here, And((one, two))) is matches_query(here, And((two, one))) is (first and second)
    assert matches_query(here, Or((one, two))) is matches_query(here, Or((two, one))) is (first or second)


@given(plain, plain, plain, text, text)
def test_excluding_either_is_excluding_one_after_the_other(a: Query, b: Query, c: Query, title: str, body: str) -> None:
    here = item(title, body)

    assert matches_query(here, Not(a, Or((b, c)))) is matches_query(here, Not(Not(a, b), c))


@given(choice, choice, st.integers(1, 99), text)
def test_a_wider_distance_never_matches_less(one: Query, two: Query, distance: int, body: str) -> None:
    here = item("", body)

    assert not matches_query(here, Near("NEAR", distance, one, two)) or matches_query(here, Near("NEAR", distance + 1, one, two))
    assert not matches_query(here, Near("PRE", distance, one, two)) or matches_query(here, Near("NEAR", distance, one, two))


def _default() -> Topics:
    vocabulary = load_vocabulary()
    return compile_topics([TopicSettings(id=id, use=id) for id in (*default_topics(vocabulary), "adjacent")], vocabulary)


TOPICS = _default()
PHRASES = sorted({phrase.text.strip('"') for topic in load_vocabulary().topics for phrase in topic.phrases if " NEAR" not in phrase.text})
written = st.lists(st.sampled_from(PHRASES) | st.text(max_size=12), max_size=12).map(" ".join)


@settings(max_examples=200, deadline=None)
@given(written, written, st.sampled_from(["en", "ru", "ko", "ja", "zh", "ar", "he", "tr", None, "xx"]))
def test_matching_never_raises_and_its_evidence_is_in_the_text(title: str, body: str, language: str | None) -> None:
    here = item(title, body, language=language)

    for verdict in match_topics(here, TOPICS):
        assert re_decide(verdict) is verdict.is_match
        for term in verdict.terms:
            field = here.title if term.field == "title" else here.text
            assert field[term.start : term.end] == term.text != ""
