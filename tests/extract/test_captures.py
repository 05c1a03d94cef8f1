"""A text without markup: the article's own words, and nothing of what stands around it."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.extract import extract_capture
from tests.extract.seeds import SEEDS, token_f1

FRAME = """Sign up to our newsletter

Already a subscriber? Log in

Harbour radar opens after six years

By Ada Quill

12 May 2026 09:30 GMT

LISBURG — The early-warning radar at Lisburg opened on Tuesday after six years of work, the defence ministry said.

It will watch the northern approaches together with two older stations on the coast of Norland.

“We can now see twice as far as before,” said Jon Harl, the head of the project.

{middle}

The ministry expects the last of the three Lisburg antennas to be ready in the autumn, Harl said.

{end}
"""


def capture(middle: str = "", end: str = "") -> str:
    return FRAME.format(middle=middle, end=end)


def test_a_capture_has_title_byline_date_and_paragraphs() -> None:
    article = extract_capture(capture())

    assert article.title == "Harbour radar opens after six years"
    assert article.byline == ("Ada Quill",)
    assert article.published.value == "2026-05-12T09:30+00:00"
    assert article.published.source == "text"
    assert article.text.startswith("LISBURG — The early-warning radar")
    assert article.text.endswith("Harl said.")


@pytest.mark.parametrize(
    "plea",
    [
        "Dear readers,\n\nWe need your help. Your support makes our work possible, and we thank you for standing with us.",
        "You've reached your limit of free articles.\n\nTo read the full story, start your free trial today.",
        "Most read\n\nStorm closes the port of Lisburg for two days\n\nMinister resigns over the price of fish",
        "Source: Xinhua\n\n• Do you have anything to say?\n\n• Drought in the south enters its third month",
        "© 2026 Harbour Post. All rights reserved.",
    ],
)
def test_what_follows_the_article_is_not_of_it(plea: str) -> None:
    article = extract_capture(capture(end=plea))

    assert article.text == extract_capture(capture()).text
    assert {block.text for block in article.dropped} >= set(plea.split("\n\n"))


def test_a_second_article_glued_on_is_cut() -> None:
    second = (
        "Keep reading\n\nWheat prices fall for the third week\n\nMira Holt\n\nMarch 3, 2024\n\n"
        "MARENA — Prices of wheat fell again on Monday as ships left the delta, traders in Marena said in a joint report on the season.\n\n"
        "The harvest was the best in nine years, and silos in the south are full, according to the growers' union of the province."
    )

    article = extract_capture(capture(end=second))

    assert "wheat" not in article.text.casefold()
    assert article.published.value == "2026-05-12T09:30+00:00"
    assert article.byline == ("Ada Quill",)


def test_an_appeal_in_the_middle_is_cut_and_the_article_goes_on() -> None:
    article = extract_capture(capture(middle="Sign up for our weekly newsletter and never miss a story from Norland."))

    assert "newsletter" not in article.text
    assert article.text.endswith("Harl said.")


def test_a_crosshead_stays_and_a_caption_goes() -> None:
    crosshead = extract_capture(capture(middle="The last antenna"))
    caption = extract_capture(capture(middle="A map showing the three antennas at Lisburg, with the older stations marked in red."))

    assert "The last antenna" in crosshead.text
    assert "map showing" not in caption.text


def test_no_date_is_taken_from_a_neighbour() -> None:
    text = capture(end="Related\n\nUpdated Nov. 22, 2023 at 8:55 p.m.").replace("12 May 2026 09:30 GMT\n\n", "")

    assert extract_capture(text).published.value is None


def test_a_capture_of_nothing_is_nothing() -> None:
    assert extract_capture("").text == ""
    assert extract_capture("Menu\nHome\nContact").text == ""


@pytest.mark.shared
@pytest.mark.parametrize("number", range(5))
def test_the_five_seeds_are_read_as_a_librarian_would(shared: Path, number: int) -> None:
    seed = SEEDS(shared)[number]
    article = extract_capture(seed.raw)

    assert article.title == seed.title
    assert article.byline == seed.byline
    assert article.access == "full"
    assert token_f1(seed.body, article.text) >= 0.99
    assert not [phrase for phrase in seed.forbidden if phrase.casefold() in article.text.casefold()]
    assert [quote.text.strip("\"“”'’") for quote in article.quotes] == seed.quotes
    assert [quote.speaker for quote in article.quotes] == seed.speakers
    assert {(one.relation, one.origin) for one in article.provenance} == seed.provenance
