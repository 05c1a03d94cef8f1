from __future__ import annotations

import time
from dataclasses import replace

import pytest

from monitor.model import Article, CleanText, Item, StoryItem
from monitor.stories import StorySettings, describe, place, stories_of
from monitor.stories.features import unpack
from monitor.text import published_from
from tests.fakes import NOON
from tests.stories.desk import OTHER, WIRE, told

SETTINGS = StorySettings()


def bare(id: str, title: str = "", text: str = "") -> StoryItem:
    """An article of which hardly anything is known."""
    article = Article(url=None, title=CleanText(title), text=CleanText(text))
    return describe(article, Item(id=id, url=None, title=title, text=text, first_seen_at=NOON), (), {})


def test_empty_and_tiny_texts_stand_alone_and_nothing_is_lost() -> None:
    items = [bare("a"), bare("b"), bare("c", "Radar"), bare("d", "", "Ok."), bare("e", "…", "!!!")]

    placed = place(items, (), (), SETTINGS)

    assert {placement.item_id for placement in placed} == set("abcde")
    assert len({placement.story_id for placement in placed}) == 5
    assert all(placement.duplicate_of is None for placement in placed)


def test_nothing_new_needs_nothing() -> None:
    assert place((), [told("a")], (), SETTINGS) == ()
    assert stories_of((), ()) == ()


@pytest.mark.parametrize(
    "value",
    [
        "2031-01-01T00:00:00+00:00",
        "9999-12-31T23:59:59+00:00",
        "9999-12-31",
        "1970-01-01T00:00:00+00:00",
        "0001-01-01T00:00:00+00:00",
        "0001-01-01",
    ],
)
def test_a_date_in_the_future_or_from_before_the_web_is_not_believed(value: str) -> None:
    article = Article(url=None, title=CleanText("Radar"), text=CleanText(WIRE), published=published_from(value))

    described = describe(article, Item(id="b", url=None, title="Radar", text=WIRE, first_seen_at=NOON), (), {})

    assert described.order_at == NOON


def test_hundreds_of_copies_are_one_text_in_little_time() -> None:
    items = [told(f"copy{number:03}", outlet=f"Outlet{number}", hours=number / 60) for number in range(300)]
    started = time.process_time()

    placed = place(items, (), (), SETTINGS)

    assert time.process_time() - started < 5
    assert len({placement.story_id for placement in placed}) == 1
    assert sum(placement.duplicate_of is None for placement in placed) == 1
    (story,) = stories_of(items, placed)
    assert (story.outlets, story.origins) == (300, 1)


def test_texts_that_share_every_band_cost_a_bounded_number_of_comparisons() -> None:
    stolen = told("first").sketch
    items = [
        replace(
            told(f"x{number:03}", f"{OTHER} Number {number * 7919}.", title=f"Notice {number}"), sketch=stolen, text_hash=f"{number:016x}"
        )
        for number in range(200)
    ]
    started = time.process_time()

    placed = place(items, (), (), SETTINGS)

    assert time.process_time() - started < 20
    assert len(placed) == 200


def test_features_of_another_version_say_nothing_and_do_no_harm() -> None:
    old = replace(told("old"), features=b"s0garbage", sketch=b"short")

    assert unpack(old.features).stems == {}
    assert {placement.item_id for placement in place([old, told("new", hours=1)], (), (), SETTINGS)} == {"old", "new"}


def test_a_long_text_is_kept_by_a_share_of_its_word_runs() -> None:
    long = " ".join(f"word{number}" for number in range(30_000))
    features = unpack(bare("long", "A book", long).features)

    assert len(features.shingles) <= 400
    assert features.share < 1
    assert len(bare("long", "A book", long).features) < 6_000
