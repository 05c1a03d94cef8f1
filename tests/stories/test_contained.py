"""What one outlet's text has of another's: the relation, whose it is, and the words; and when nothing may be said."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from monitor.model import Article, CleanText, Dropped, Published, Quote
from monitor.stories import derived, may_derive, origin_of
from tests.fakes import NOON
from tests.stories.desk import told

LEAD = (
    "The coastguard will put a second radar on the northern cape before winter, after three small boats passed the strait unseen in "
    "September, the harbour master told the district council on Monday."
)
SECOND = (
    "The mast is to stand beside the old lighthouse, where engineers measured for six weeks how far the beam reaches when snow lies on "
    "the hills behind the bay."
)
THIRD = (
    "Fishermen asked that the road to the quay stay open while the foundation is poured; the council promised a second lane and a "
    "ferry for the children of the two farms beyond it."
)
BACKGROUND = (
    "The strait is eleven kilometres wide at its narrowest point and has been watched since 1951 from a station that was moved twice. "
    "It was closed to shipping for a month in 2014, when ice broke the cable that carried the pictures to the mainland."
)
SPEECH = (
    "“We shall not wait for the next boat to come through in the dark. We have the money, we have the mast, and we have the people who "
    "know how to read the screen at four in the morning.”"
)
REST = (
    "“What we lacked was the will, and that is what this council gave us on Monday night, without one vote against it and before the "
    "first snow has fallen on the road.”"
)
WHOLE = "\n\n".join((LEAD, SECOND, THIRD))


def article(text: str, **others: Any) -> Article:
    return Article(url=None, title=CleanText("Radar for the cape"), text=CleanText(text), language="en", **others)


def own(name: str) -> str:
    """Three paragraphs that no other outlet has."""
    return "\n\n".join(" ".join(f"{name}{number + part * 40} said{part} the{number}" for number in range(16)) + "." for part in range(3))


def test_the_same_text_is_a_copy_with_its_words_as_they_stand_in_the_later() -> None:
    found = derived(article(f"CAPE TOWN – {WHOLE}"), article(WHOLE), "Harbour Post")

    assert found is not None
    assert (found.relation, found.origin) == ("copy", "Harbour Post")
    assert found.evidence in WHOLE
    assert len(found.evidence.split()) >= 30


def test_a_part_is_an_excerpt_and_a_whole_with_more_is_extended() -> None:
    part, more = f"{LEAD}\n\n{SECOND}", f"{WHOLE}\n\n{own('Mayor')}"

    excerpt, extended = derived(article(part), article(more), "Harbour Post"), derived(article(more), article(part), "Harbour Post")

    assert [found and found.relation for found in (excerpt, extended)] == ["excerpt", "extended"]


def test_a_text_written_over_from_the_beginning_on_is_a_rewrite() -> None:
    mine = own("Cape").split("\n\n")
    retold = "\n\n".join((f"{LEAD} {mine[0][:120]}", f"{SECOND} {mine[1][:120]}", THIRD[:100] + mine[2][:160]))

    found = derived(article(retold), article(f"{WHOLE}\n\n{own('Post')}"), "Harbour Post")

    assert found is not None
    assert found.relation == "rewrite"


@pytest.mark.parametrize(
    ("later", "earlier"),
    [
        pytest.param(f"{SPEECH}\n\n{own('Cape')[:90]}\n\n{REST}", f"{SPEECH}\n\n{own('Post')[:90]}\n\n{REST}", id="quotes of one speech"),
        pytest.param(f"{SPEECH}\n\n{REST}", f"{SPEECH}\n\n{REST}", id="nothing but a speech"),
        pytest.param(f"{own('Cape')}\n\n{BACKGROUND}", f"{own('Post')}\n\n{BACKGROUND}", id="a paragraph of background"),
        pytest.param(f"{own('Cape')[:160]}\n\n{BACKGROUND}", f"{own('Post')}\n\n{BACKGROUND}", id="little but background"),
        pytest.param(f"PRESS RELEASE\n\n{WHOLE}", WHOLE, id="a release"),
        pytest.param(WHOLE, f"{WHOLE}\n\nFull text of the statement as published by the council.", id="a document"),
        pytest.param(LEAD[:110], LEAD[:110], id="one sentence"),
        pytest.param(own("Cape"), own("Post"), id="nothing in common"),
    ],
)
def test_what_is_everybodys_is_nobodys_copy(later: str, earlier: str) -> None:
    assert derived(article(later), article(earlier), "Harbour Post") is None


@pytest.mark.parametrize("others", [{"access": "teaser"}, {"access": "paywall"}, {"access": "listing"}, {"text_source": "summary"}])
def test_a_text_that_was_not_had_whole_is_nobodys_copy(others: dict[str, Any]) -> None:
    assert derived(article(WHOLE, **others), article(WHOLE), "Harbour Post") is None
    assert derived(article(WHOLE), article(WHOLE, **others), "Harbour Post") is None


def test_a_release_is_known_by_the_note_that_was_cut() -> None:
    noted = article(WHOLE, dropped=(Dropped(reason="source", text="Source: press release of the coastguard"),))

    assert derived(noted, article(WHOLE), "Harbour Post") is None


def test_words_that_the_reading_found_to_be_quoted_do_not_count() -> None:
    spoken = replace(article(WHOLE), quotes=(Quote(text=WHOLE, speaker="Ana Lund", start=0, end=len(WHOLE)),))

    assert derived(spoken, article(WHOLE), "Harbour Post") is None


def test_chinese_is_compared_by_its_signs() -> None:
    text = (
        "据国防部消息，我国在境内进行了一次陆基中段反导拦截技术试验，试验达到了预期目的。" * 2
        + "\n\n"
        + "这一试验是防御性的，不针对任何国家，有关部门将继续公布后续安排的时间和地点。" * 2
    )

    found = derived(article(text), article(text + "\n\n专家对此表示肯定。"), "长河日报")

    assert found is not None
    assert found.relation == "copy"


def test_only_the_later_of_two_outlets_can_have_it_from_the_other() -> None:
    first, second = told("a", outlet="Harbour Post"), told("b", outlet="Cape Times", hours=1)

    assert may_derive(second, first)
    assert not may_derive(first, second)
    assert not may_derive(second, replace(first, outlet="The Cape Times"))
    assert not may_derive(second, replace(first, is_partial=True))
    assert not may_derive(replace(second, order_at=first.order_at), first)


@pytest.mark.parametrize("name", ["Northgate Wire", "한빛통신", "Agencia Meseta", "Агентство «Север»", "خبرگزاری الوند"])
def test_an_agency_has_its_text_from_no_paper_that_printed_it_sooner(name: str) -> None:
    assert not may_derive(told("b", outlet=name, hours=1), told("a", outlet="Harbour Post"))
    assert may_derive(told("b", outlet="Harbour Post", hours=1), told("a", outlet=name))


def test_two_days_without_an_hour_are_in_order_and_one_day_is_not() -> None:
    day = Published(value="2026-11-24", source="url")
    first, second = replace(told("a", outlet="Harbour Post"), published=day), told("b", outlet="Cape Times", hours=3)

    assert not may_derive(second, first)
    assert may_derive(replace(second, order_at=NOON + timedelta(days=1)), first)


def test_who_credits_a_source_has_said_whose_text_it_is() -> None:
    wire, post = told("w", outlet="Northgate Wire"), told("p", outlet="Harbour Post", hours=1, credits=("Northgate",))
    silent = told("s", outlet="Cape Times", hours=2)

    assert not may_derive(post, wire)
    assert may_derive(silent, post)
    assert origin_of(post) == "Northgate"
    assert not may_derive(replace(wire, order_at=NOON + timedelta(hours=3)), post)
