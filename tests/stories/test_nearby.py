from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from monitor.model import StoryItem, Trace, Window
from monitor.stories import MOST_OF_A_STORY, Nearby, StorySettings, place, trace_of
from monitor.stories.nearby import MOST_COPIES, MOST_LIKE
from monitor.stories.sketch import Holders
from tests.fakes import NOON
from tests.stories.desk import OTHER, told

REACH = StorySettings().window


def crowd(number: int = 260) -> list[StoryItem]:
    """So many articles that have nothing to do with one another."""
    return [
        told(
            f"f{at:04}",
            f"Item {at}: zone{at} alpha{at} beta{at} gamma{at} delta{at} opened.",
            title=f"Zone{at} opens",
            url=f"https://zone{at}.example/news/{at}",
            topics=(),
        )
        for at in range(number)
    ]


def traces(items: Iterable[StoryItem]) -> list[Trace]:
    return [trace_of(item, f"story of {item.id}") for item in items]


def nearby(*items: StoryItem) -> Nearby:
    found = Nearby()
    found.add(traces(items))
    return found


def test_few_are_all_considered() -> None:
    window = Window(start=NOON - timedelta(days=1), end=NOON + timedelta(days=1))
    old = replace(told("old"), order_at=NOON - timedelta(days=3))

    assert nearby(*crowd(20), old).within(window) == {item.id for item in crowd(20)}
    assert nearby(*crowd(250), old).is_small(window)
    assert not nearby(*crowd(251)).is_small(window)


def test_among_many_a_copy_one_that_names_the_same_and_one_of_the_same_address_are_near() -> None:
    copy = told("copy", title="Dutch to send Patriots", outlet="Tideway Herald", hours=2)
    moved = told("moved", OTHER, title="Norway pays", url="https://a.example/one/story", hours=3)
    wire = told("wire", url="https://a.example/one/story")

    near = nearby(*crowd(), copy, moved).near(wire, REACH)

    assert {"copy", "moved"} <= near
    assert len(near) < 30


def test_among_many_the_place_of_a_copy_is_found_with_little_looked_at() -> None:
    wire, others = told("wire"), crowd()
    before = place([*others, wire], (), (), StorySettings())
    copy = told("copy", title="Dutch to send Patriots", outlet="Tideway Herald", hours=2, credits=("Northgate",))
    near = nearby(*others, wire).near(copy, REACH)

    placed = {one.item_id: one for one in place([copy], [one for one in (*others, wire) if one.id in near], before, StorySettings())}

    assert placed["copy"].duplicate_of == "wire"


def test_what_is_out_of_reach_is_not_near() -> None:
    old = [replace(item, order_at=item.order_at - timedelta(days=9)) for item in (*crowd(), told("old"))]

    assert nearby(*old).near(told("new"), REACH) == set()


def test_the_order_and_the_portions_of_arrival_make_no_difference_to_what_is_near() -> None:
    items = [*crowd(), *(told(f"w{at}", f"{OTHER} {at}", hours=at / 9) for at in range(40))]
    new = told("new", OTHER)
    whole = nearby(*items).near(new, REACH)
    shuffled = Nearby()
    random.Random(3).shuffle(items)
    for start in range(0, len(items), 7):
        shuffled.add(traces(items[start : start + 7]))

    assert shuffled.near(new, REACH) == whole


def test_an_article_read_anew_is_found_by_its_new_text_and_counted_once() -> None:
    index = nearby(*crowd(), told("a", OTHER, title="Norway pays", url="https://a.example/1"))
    index.add(traces([told("a", url="https://a.example/1")]))

    assert len(index) == 261
    assert "a" in index.near(told("new"), REACH)


def test_of_texts_that_share_every_band_few_are_looked_at_and_none_of_days_gone() -> None:
    stolen = told("new")
    long_gone = [replace(told(f"o{at:03}", OTHER), sketch=stolen.sketch, order_at=NOON - timedelta(days=9)) for at in range(100)]
    same = [replace(item, sketch=stolen.sketch) for item in crowd(300)]

    near = nearby(*long_gone, *same, told("copy", hours=1)).near(stolen, REACH)

    assert "copy" in near
    assert not {item.id for item in long_gone} & near
    assert len(near) <= MOST_COPIES + 2 * MOST_LIKE


def test_articles_come_with_the_earliest_of_their_stories_that_are_in_the_window() -> None:
    day = Window(start=NOON - timedelta(hours=12), end=NOON + timedelta(days=5))
    told_by = [told(f"a{hour:02}", hours=hour) for hour in range(MOST_OF_A_STORY + 5)]
    index = Nearby()
    index.add(trace_of(item, "one") for item in (told("old", hours=-20), *told_by))
    index.add([trace_of(told("other"), "another"), trace_of(told("alone"), "one")])
    index.add([trace_of(told("alone"), "a third")])

    assert index.with_stories({"a34", "alone"}, day) == {"alone", "a34", *(f"a{hour:02}" for hour in range(MOST_OF_A_STORY - 1))}
    assert index.with_stories(set(), day) == set()


@pytest.mark.parametrize("portions", [(50,), (1,) * 50, (3, 20, 4, 23)])
def test_holders_of_a_value_are_found_however_they_were_added(portions: tuple[int, ...]) -> None:
    values = np.random.default_rng(7).integers(0, 9, size=(50, 4), dtype=np.uint32)
    values[0, 0] = 0xFFFF_FFFF
    holders, first = Holders(), 0
    for portion in portions:
        holders.add(values[first : first + portion], first)
        first += portion

    where, who = holders.holders(np.array([0xFFFF_FFFF, 3, 77], dtype=np.uint32), most=1_000)

    assert who[where == 0].tolist() == [0]
    assert sorted(who[where == 1].tolist()) == sorted(np.nonzero(values == 3)[0].tolist())
    assert 2 not in where
