from __future__ import annotations

import random
from dataclasses import replace

import pytest

from monitor.model import Placement, StoryItem, stable_id
from monitor.stories import StorySettings, place, stories_of
from tests.stories.desk import GERMAN, OTHER, WIRE, told

SETTINGS = StorySettings()


def placed(*items: StoryItem) -> dict[str, Placement]:
    return {placement.item_id: placement for placement in place(items, (), (), SETTINGS)}


def a_day() -> list[StoryItem]:
    shortened = WIRE.rsplit("\n\n", 1)[0]
    return [
        told("wire"),
        told(
            "copy",
            WIRE.replace(", Nov 24", ""),
            title="Dutch to send Patriots to Kyiv",
            outlet="Tideway Herald",
            hours=2,
            credits=("Northgate",),
        ),
        told("short", shortened, title="Netherlands pledges launchers", outlet="Cape Argonaut", hours=3, credits=("Northgate",)),
        told("german", GERMAN, title="Niederlande geben vier Patriot-Startgeräte ab", outlet="Main-Bote", hours=5, language="de"),
        told("norway", OTHER, title="Norway funds missiles for Ukraine", hours=6, url="https://northgate.example/news/norway"),
    ]


def test_copies_a_translation_and_another_event_find_their_places() -> None:
    found = placed(*a_day())

    assert {id for id, placement in found.items() if placement.story_id == found["wire"].story_id} == {"wire", "copy", "short", "german"}
    assert found["wire"].duplicate_of is None
    assert found["copy"].duplicate_of == found["short"].duplicate_of == "wire"
    assert found["german"].duplicate_of is None


@pytest.mark.parametrize("seed", range(6))
def test_the_order_and_the_portions_of_arrival_make_no_difference(seed: int) -> None:
    items = a_day()
    whole = placed(*items)
    random.Random(seed).shuffle(items)

    ledger: dict[str, Placement] = {}
    for number in range(len(items)):
        changed = place(items[number : number + 1], items[:number], tuple(ledger.values()), SETTINGS)
        ledger |= {placement.item_id: placement for placement in changed}

    assert {id: replace(placement, reasons=()) for id, placement in ledger.items()} == {
        id: replace(placement, reasons=()) for id, placement in whole.items()
    }


def test_what_is_already_placed_is_not_placed_again() -> None:
    items = a_day()
    first = place(items, (), (), SETTINGS)

    assert place(items, items, first, SETTINGS) == ()


def test_a_story_keeps_its_name_when_its_first_article_has_left_the_window() -> None:
    wire, copy, *_ = a_day()
    both = place([wire, copy], (), (), SETTINGS)
    german = a_day()[3]

    later = {placement.item_id: placement for placement in place([german], [copy], both[1:], SETTINGS)}

    assert later["german"].story_id == stable_id("story", "wire")


def test_outlets_and_origins_are_counted_apart() -> None:
    items = a_day()
    stories = stories_of(items, place(items, (), (), SETTINGS))

    assert [(story.headline, story.outlets, story.origins) for story in stories] == [
        ("Netherlands to give Ukraine four Patriot launchers", 4, 2),
        ("Norway funds missiles for Ukraine", 1, 1),
    ]


def test_two_that_credit_one_agency_have_one_origin() -> None:
    one = told("one", GERMAN, title="Niederlande geben Patriot ab", outlet="Main-Bote", language="de", credits=("Meridian",))
    other = told("two", outlet="Tideway Herald", hours=1, credits=("Meridian",))

    assert [story.origins for story in stories_of([one, other], place([one, other], (), (), SETTINGS))] == [1]


def test_a_correction_takes_the_place_of_the_version_before_it() -> None:
    first = told("first")
    update = told(
        "update", f"{WIRE}\n\nPoland offered to help.", title="UPDATE 1-Netherlands to give Ukraine four Patriot launchers", hours=1
    )
    corrected = told(
        "corrected",
        "(Corrects number in paragraph 1)\n\n" + WIRE.replace("four", "three"),
        title="CORRECTED-UPDATE 1-Netherlands to give Ukraine three Patriot launchers",
        hours=2,
    )
    found = placed(corrected, first, update)

    assert (found["update"].supersedes, found["corrected"].supersedes, found["first"].supersedes) == ("first", "update", None)
    assert {placement.story_id for placement in found.values()} == {found["first"].story_id}


def test_a_withdrawal_takes_the_place_of_what_it_withdraws() -> None:
    first = told("first")
    notice = told(
        "notice",
        'The story headlined "Netherlands to give Ukraine four Patriot launchers" is withdrawn. There will be no replacement.',
        title="STORY WITHDRAWN - Netherlands to give Ukraine four Patriot launchers",
        hours=5,
    )

    assert placed(first, notice)["notice"].supersedes == "first"


def test_every_placement_says_why_in_words() -> None:
    found = placed(*a_day())

    assert any(
        "a copy of “Netherlands to give Ukraine four Patriot launchers” (Northgate Wire)" in reason for reason in found["copy"].reasons
    )
    assert any("both name " in reason and "Netherlands" in reason and "likeness" in reason for reason in found["german"].reasons)
    assert any("kept apart from" in reason for reason in found["norway"].reasons)


def test_a_longer_version_of_the_same_outlet_is_not_said_to_say_what_it_does_not_say() -> None:
    longer = told(
        "longer", WIRE + "\n\nThe minister will visit Kyiv in December to sign the papers, his office added late on Tuesday.", hours=2
    )

    found = placed(told("first"), longer)["longer"]

    assert found.supersedes == "first"
    assert any("it has all of that and more, under the same title" in reason for reason in found.reasons)
