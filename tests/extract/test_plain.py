"""Text without markup where a page should be: how much of the article it is, whose words, and under which title."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.errors import ParseError
from monitor.extract import extract_capture, extract_page, read_entry
from monitor.model import CleanText, Page, Published
from monitor.text.border import LONGEST_TEXT
from tests import build
from tests.extract.test_pages import PARAGRAPHS

TITLE = "Harbour radar opens after six years"
SPOKEN = "“We can now see twice as far as before,” said Jon Harl, the head of the project."
WHOLE = "\n\n".join((*PARAGRAPHS, SPOKEN))
DEMAND = "Subscribe to continue reading"


def page(text: str, **changes: int) -> Page:
    return Page(url="https://harbour.example/a", body=text.encode(), content_type="text/plain", **changes)


@pytest.mark.parametrize(
    "text",
    [
        '{"error": "rate limited"}',
        json.dumps({"items": [{"title": TITLE, "body": WHOLE}]}),
        json.dumps({"html": f"<p>{WHOLE}</p>"}),
        json.dumps([TITLE, WHOLE]),
        '{"line": 1}\n{"line": 2}',
        "[" * 100_000,
    ],
)
def test_a_value_for_programs_is_no_article(text: str) -> None:
    with pytest.raises(ParseError, match="JSON"):
        extract_page(page(text))

    assert read_entry(build.entry(), page(text)).dropped[0].text == "not a page but JSON"


@pytest.mark.parametrize("text", [f"[1] {WHOLE}", f"[Lisburg, Tuesday] {WHOLE}", f"{{sic}} {WHOLE}"])
def test_a_text_that_begins_with_a_bracket_is_a_text(text: str) -> None:
    assert extract_page(page(text)).access == "full"


@pytest.mark.parametrize(
    ("text", "access"),
    [
        ("Access denied. You have been identified as an automated tool. Please write to us if you are a person.", "challenge"),
        ("Too Many Requests\n\nYou have sent too many requests in a given amount of time. Please slow down.", "challenge"),
        ("Before you continue\n\nWe and our 214 partners use cookies to store information on your device.\n\nAccept all", "consent"),
        ("The page you requested could not be found.", "empty"),
        ("a;b;c\n1;2;3", "empty"),
        ("window.location = 'https://harbour.example/b?c';", "empty"),
        (
            f"{TITLE}\n\n{PARAGRAPHS[0]}\n\n{SPOKEN}\n\nNobody will come near us, said the minister, who called it a mis…\n\n{DEMAND}",
            "paywall",
        ),
        (
            f"{TITLE}\n\n{PARAGRAPHS[0]}\n\n{SPOKEN}\n\nNobody will come near us, said the minister, who called it a mis\n\n{DEMAND}",
            "paywall",
        ),
        (f"{TITLE}\n\n{PARAGRAPHS[0]}\n\n{SPOKEN}\n\nNobody will come near us, said the minister, who called it a mis…", "teaser"),
        (f"{TITLE}\n\n{PARAGRAPHS[0]}\n\n{SPOKEN}\n\nRead more", "teaser"),
    ],
)
def test_a_text_that_is_not_the_whole_article_says_so_and_is_not_quoted(text: str, access: str) -> None:
    article = extract_page(page(text))

    assert article.access == access
    assert article.quotes == ()


@pytest.mark.parametrize("status", [403, 429])
def test_a_refusal_is_no_article_whatever_it_says(status: int) -> None:
    assert extract_page(page(WHOLE, status=status)).access == "challenge"


@pytest.mark.parametrize(
    "end",
    ["", DEMAND, f"Read the original article in Russian\n\nPhoto - Ada Quill\n\nTo read the full story, start your trial.\n\n{DEMAND}"],
)
def test_a_whole_text_is_whole_whatever_the_site_says_under_its_end(end: str) -> None:
    text = "\n\n".join((TITLE, *PARAGRAPHS, *(f"{number}. {line}" for number, line in enumerate(PARAGRAPHS * 8)), SPOKEN, end))

    article = extract_capture(text)

    assert article.access == "full"
    assert len(article.quotes) == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_the_mark_of_a_character_set_is_believed(encoding: str) -> None:
    article = extract_page(
        Page(url="https://harbour.example/a", body=f"<article><h1>{TITLE}</h1><p>{WHOLE}</p></article>".encode(encoding))
    )

    assert (article.title, article.access) == (TITLE, "full")
    assert SPOKEN in article.text


def test_the_feed_says_title_and_date_of_a_text_without_markup_too() -> None:
    published = Published(value="2026-11-03T10:00:00+00:00", source="feed")

    article = read_entry(build.entry(TITLE, published=published), page(WHOLE))

    assert (article.title, article.published) == (TITLE, published)
    assert article.text == WHOLE


@pytest.mark.parametrize("year", ["0001", "1969", "2093"])
def test_no_date_that_nobody_can_mean_is_taken_from_a_text(year: str) -> None:
    text = f"{TITLE}\n\n12 May {year}\n\n{WHOLE}"

    assert extract_page(replace(page(text), fetched_at=datetime(2026, 5, 12, tzinfo=UTC))).published.value is None


@pytest.mark.parametrize(
    "body",
    ['{"json":true}', "a;b;c\n1;2;3", "<article><p>The radar at Lisburg opened on Tuesday after six years, officers said.</p></article>"],
)
def test_a_summary_is_never_a_whole_article(body: str) -> None:
    article = read_entry(
        build.entry(summary=CleanText(f"{PARAGRAPHS[0]} {SPOKEN}")), Page(url="https://harbour.example/a", body=body.encode())
    )

    assert (article.text_source, article.access, article.quotes) == ("summary", "teaser", ())


def test_a_text_longer_than_what_is_kept_says_how_much_is_missing() -> None:
    paragraphs = [f"{number}: {PARAGRAPHS[number % 4]}" for number in range(2_000)]
    html = "".join(f"<p>{text}</p>" for text in paragraphs)

    article = extract_page(Page(url="https://harbour.example/a", body=f"<article><h1>Radar</h1>{html}</article>".encode()))

    missing = len("\n\n".join(paragraphs)) - len(article.text)
    assert len(article.text) <= LONGEST_TEXT
    assert (article.access, article.quotes) == ("teaser", ())
    assert ("too long", f"{missing} characters after the first {LONGEST_TEXT}") in [(cut.reason, cut.text) for cut in article.dropped]


def test_without_a_title_line_the_first_paragraphs_stay() -> None:
    short = "The early-warning radar at Lisburg opened on Tuesday after six years of work."
    text = "\n\n".join((short, "“We can now see twice as far as before,” said Jon Harl.", *PARAGRAPHS))

    article = extract_capture(text)

    assert (article.title, article.text) == ("", text)


@pytest.mark.parametrize("answer", ["No.", "No, it will not be."])
def test_the_same_short_answer_to_three_questions_is_kept_three_times(answer: str) -> None:
    questions = (
        "Will the early-warning radar at Lisburg be switched off in the winter, as the fishermen of the coast have asked you?",
        "Will there be a fourth antenna on the northern coast of Norland, where the older stations are to be closed in 2031?",
        "Did the ministry know of the higher price of the radar when it signed the contract with the builders in the spring?",
    )
    body = "\n\n".join((*(f"{question}\n\n{answer}" for question in questions), PARAGRAPHS[1]))

    article = extract_capture(f"Three questions for the minister\n\nBy Ada Quill\n\n{body}")

    assert (article.title, article.text) == ("Three questions for the minister", body)
